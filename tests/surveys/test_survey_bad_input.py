"""What arrives at the survey page by mistake or on purpose: no customer's words are lost, and it is never a 500."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import pytest
from django.test import Client

from surveys.models import Response
from tests.builders import an_invitation
from tests.surveys.answering import answer, box, texts, words

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
ODD_TEXTS = [
    "<script>window.__xss = 1</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "{{7*7}} {% debug %} ${7*7} %(x)s {0.__class__}",
    "=HYPERLINK(1)",
    "' OR 1=1--",
    "\u202etxt.exe",
    "e" + "\u0301" * 500,
    "👨‍👩‍👧‍👦🇺🇦👍🏽",
    "\U000e0041hidden",
    "--boundary",
    "1",
    "😀",
    "x" * 2000,
    "😀" * 2000,
    "نص عربي مع English",
]


@pytest.fixture
def token() -> str:
    return an_invitation()[1]


def post_raw(token: str, raw: bytes, content_type: str = FORM, **headers: str) -> TestResponse:
    return Client().generic("POST", f"/s/{token}", raw, content_type, headers=headers)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_an_odd_text_is_stored_as_it_was_typed(token: str, text: str) -> None:
    assert answer(token, text).status_code == 303
    assert texts() == [text]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_an_odd_text_comes_back_as_text_and_never_as_markup(token: str, text: str) -> None:
    page = words(Client().post(f"/s/{token}", {box("better"): text, box("liked"): "y" * 2001}))
    assert page.count("<script") == 1 and "<img" not in page  # the one of the page itself
    assert page.count("</textarea>") == 3


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (b"nul%00 here", "nul here"),
        (b"half %ED%A0%80 pair", "half \ufffd\ufffd\ufffd pair"),
        (b"latin %FC", "latin \ufffd"),
        (b"raw \xfc", "raw \xfc"),
        (b"a%0D%0Ab%0Dc", "a\nb\nc"),
        (b"bell%07 escape%1B%5B2J", "bell escape[2J"),
        (quote_plus("line\u2028sep").encode(), "line\nsep"),
    ],
)
def test_bytes_that_cannot_be_kept_do_not_cost_the_answer(token: str, sent: bytes, stored: str) -> None:
    assert post_raw(token, box().encode() + b"=" + sent).status_code == 303
    assert texts() == [stored]


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"", FORM),
        (b"&&&===%%%", FORM),
        (b"a=b&" * 1001, FORM),
        (b'{"q1": "x"}', "application/json"),
        (b"\x00\xff", "text/plain"),
        (b"--x\r\nrubbish", "multipart/form-data; boundary=x"),
        (b"rubbish", "multipart/form-data"),
        (b"rubbish", "multipart/form-data; boundary=" + "x" * 300),
        (b"q1=x", f"{FORM}; charset=utf-16"),
    ],
)
def test_a_body_that_is_no_form_is_a_page_in_words(token: str, raw: bytes, content_type: str) -> None:
    response = post_raw(token, raw, content_type)
    assert response.status_code == 400
    assert "Not sent yet" in words(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert not Response.objects.exists()


def test_a_charset_nobody_knows_does_not_cost_the_answer(token: str) -> None:
    assert post_raw(token, f"{box()}=x".encode(), f"{FORM}; charset=bogus").status_code == 303


def test_an_attached_file_is_ignored(token: str) -> None:
    head = b"--x\r\nContent-Disposition: form-data; name="
    text = head + f'"{box()}"'.encode() + b"\r\n\r\nFine\r\n"
    file = head + f'"{box("liked")}"; filename="a.txt"'.encode() + b"\r\n\r\nstored?\r\n--x--\r\n"
    assert post_raw(token, text + file, "multipart/form-data; boundary=x").status_code == 303
    assert texts() == ["Fine"]


@pytest.mark.parametrize("size", [64 * 1024 + 1, 3 * 1024 * 1024])
def test_a_body_over_the_limit_is_too_large_in_words(token: str, size: int) -> None:
    response = post_raw(token, b"a" * size)
    assert response.status_code == 413
    assert "too much at once" in words(response)
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_twenty_five_thousand_characters_come_back_to_be_shortened(token: str) -> None:
    response = answer(token, "z" * 25_000)
    assert response.status_code == 400
    assert "z" * 25_000 in words(response)


def test_a_method_cannot_be_smuggled_in(token: str) -> None:
    response = post_raw(token, f"{box()}=x&_method=DELETE".encode(), **{"X-HTTP-Method-Override": "DELETE"})
    assert response.status_code == 303


def test_a_forged_host_is_refused(token: str) -> None:
    assert Client().get(f"/s/{token}", headers={"Host": "evil.example"}).status_code in (200, 400)
    assert b"evil" not in Client().get(f"/s/{token}", headers={"X-Forwarded-Host": "evil.example"}).content


@pytest.mark.parametrize(
    "path", ["/s/", "/s/%00", "/s/a/b", "/s/../admin", "/s/" + "x" * 5000, "/s/%ff%fe", "/s/a%0d%0ab"]
)
def test_a_strange_address_leads_nowhere(path: str) -> None:
    assert Client().get(path).status_code == 404
