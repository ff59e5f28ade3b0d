"""What integrations send by mistake, and others on purpose: always a 4xx that says what and where, never a 500."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from surveys.models import Agent, Conversation, InboundEvent, Team
from tests.surveys.closing import a_body, an_api_source, moment, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def source() -> None:
    an_api_source()


def refused(
    body: object, status: int = 400, *, content_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> list[str]:
    """Post what must be refused; the pointers of the errors."""
    response = post(body, content_type=content_type, headers=headers)
    problem = json.loads(response.content)
    assert response.status_code == status, problem
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["title"] and problem["detail"]
    assert not InboundEvent.objects.exists()
    assert not Conversation.objects.exists()
    assert not Agent.objects.exists()
    assert Team.objects.count() == 1
    return [error["pointer"] for error in problem.get("errors", [])]


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"external_id": ""}, "/external_id"),
        ({"external_id": None}, "/external_id"),
        ({"external_id": 17}, "/external_id"),
        ({"external_id": ["c1"]}, "/external_id"),
        ({"external_id": "x" * 201}, "/external_id"),
        ({"external_id": "two\nlines"}, "/external_id"),
        ({"external_id": "  "}, "/external_id"),
        ({"closed_at": "yesterday"}, "/closed_at"),
        ({"closed_at": "2026-03-02"}, "/closed_at"),
        ({"closed_at": "2026-03-02T10:00:00"}, "/closed_at"),
        ({"closed_at": "2026-02-30T10:00:00Z"}, "/closed_at"),
        ({"closed_at": "0001-01-01T00:00:00+05:00"}, "/closed_at"),
        ({"closed_at": "9999-12-31T23:59:59-05:00"}, "/closed_at"),
        ({"closed_at": "10000-01-01T00:00:00Z"}, "/closed_at"),
        ({"closed_at": 1767225600}, "/closed_at"),
        ({"closed_at": None}, "/closed_at"),
        ({"closed_by": "robot"}, "/closed_by"),
        ({"closed_by": 1}, "/closed_by"),
        ({"closed_by": ["bot"]}, "/closed_by"),
        ({"channel": "x" * 41}, "/channel"),
        ({"language": True}, "/language"),
        ({"team": {"name": "x"}}, "/team"),
        ({"team": "x" * 121}, "/team"),
        ({"customer": "kim@example.com"}, "/customer"),
        ({"customer": []}, "/customer"),
        ({"customer": {"mail": "kim@example.com"}}, "/customer/mail"),
        ({"customer": {"email": "kim"}}, "/customer/email"),
        ({"customer": {"email": "a@b.co\r\nBcc:x@y.z"}}, "/customer/email"),
        ({"customer": {"email": "Kim <kim@example.com>"}}, "/customer/email"),
        ({"customer": {"email": "a@example.com, b@example.com"}}, "/customer/email"),
        ({"customer": {"email": "a@example.com;b@example.com"}}, "/customer/email"),
        ({"customer": {"email": '"a b"@example.com'}}, "/customer/email"),
        ({"customer": {"email": "a@[127.0.0.1]"}}, "/customer/email"),
        ({"customer": {"email": "x" * 300 + "@example.com"}}, "/customer/email"),
        ({"customer": {"email": "käse@example.com"}}, "/customer/email"),
        ({"customer": {"email": 1}}, "/customer/email"),
        ({"agents": {}}, "/agents"),
        ({"agents": ["Priya"]}, "/agents/0"),
        ({"agents": [{"name": "Priya"}]}, "/agents/0/external_id"),
        ({"agents": [{"external_id": "a", "name": 1}]}, "/agents/0/name"),
        ({"agents": [{"external_id": "a"}, {"external_id": "b", "messages": -1}]}, "/agents/1/messages"),
        ({"agents": [{"external_id": "a", "messages": "7"}]}, "/agents/0/messages"),
        ({"agents": [{"external_id": "a", "messages": 7.0}]}, "/agents/0/messages"),
        ({"agents": [{"external_id": "a", "messages": True}]}, "/agents/0/messages"),
        ({"agents": [{"external_id": "a", "primary": "true"}]}, "/agents/0/primary"),
        ({"agents": [{"external_id": "a"}, {"external_id": "a"}]}, "/agents"),
        ({"agents": [{"external_id": x, "primary": True} for x in "ab"]}, "/agents"),
        ({"agents": [{"external_id": str(n)} for n in range(51)]}, "/agents"),
        ({"tags": "refund"}, "/tags"),
        ({"tags": ["fine", 1]}, "/tags/1"),
        ({"tags": [str(n) for n in range(51)]}, "/tags"),
        ({"stats": {"duration_s": 2**31}}, "/stats/duration_s"),
        ({"stats": {"customer_messages": 2**53}}, "/stats/customer_messages"),
        ({"stats": []}, "/stats"),
        ({"transcript": [{"by": "ghost", "text": "boo"}]}, "/transcript/0/by"),
        ({"transcript": [{"by": "agent"}]}, "/transcript/0/text"),
        ({"transcript": [{"by": "agent", "text": 1}]}, "/transcript/0/text"),
        ({"meta": []}, "/meta"),
        ({"meta": {str(n): 1 for n in range(51)}}, "/meta"),
        ({"meta": {"k" * 65: 1}}, "/meta"),
        ({"meta": {"k": "x" * 1001}}, "/meta"),
        ({"is_admin": True}, "/is_admin"),
        ({"id": 1}, "/id"),
        ({"a/b~c": 1}, "/a~1b~0c"),
    ],
)
def test_a_wrong_value_is_pointed_at(value: dict[str, object], where: str) -> None:
    assert refused(a_body() | value) == [where]


def test_a_chat_that_closes_in_the_future_is_refused_but_for_a_clock_that_is_ahead() -> None:
    assert refused(a_body(closed_at=moment(timedelta(minutes=6)))) == ["/closed_at"]
    assert post(a_body(closed_at=moment(timedelta(minutes=4)))).status_code == 200


def test_a_chat_of_long_ago_is_taken_in_and_skipped() -> None:
    reply = post(a_body(closed_at="1970-01-01T00:00:00Z"))
    assert reply.json() == {"invitation": "skipped", "reason": "closed_long_ago", "survey_url": None}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert refused({"closed_at": "x", "extra": 1, "customer": {"email": "x"}}) == [
        "/external_id",
        "/closed_at",
        "/customer/email",
        "/extra",
    ]


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"7", b"true", b"null", b"[{}]"])
def test_a_body_that_is_no_object_is_refused(raw: bytes) -> None:
    refused(raw)


def test_an_empty_body_is_refused() -> None:
    refused(b"")


def test_malformed_json_is_pointed_at_by_line_and_column() -> None:
    response = post(b'{"external_id": "c1",\n "closed_at": }')
    assert response.status_code == 400
    assert "line 2, column 15" in response.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b'{"external_id": "c\\u0000"}', "/external_id"),
        (b'{"meta": {"a": "\\u0000"}}', "/meta/a"),
        (b'{"meta": {"\\u0000": 1}}', "/meta"),
        (b'{"meta": {"a": ["\\ud83d"]}}', "/meta/a/0"),
        (b'{"\\ud83d": 1}', ""),
        (b'{"external_id": "a", "external_id": "b"}', ""),
        (b'{"meta": NaN}', ""),
        (b'{"meta": ' + b"9" * 5000 + b"}", ""),
        (b'{"external_id": "\xff"}', ""),
        (b"\xef\xbb\xbf{}", ""),
        ("{}".encode("utf-16"), ""),
        (b'{"meta": ' * 1000 + b"1" + b"}" * 1000, ""),
        (b"[" * 100_000, ""),
        (b'{"meta": ' * 21 + b"1" + b"}" * 21, "/meta" * 20),
    ],
)
def test_what_no_database_could_store_is_refused(raw: bytes, where: str) -> None:
    assert refused(raw) == [where]


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(content_type: str) -> None:
    refused(a_body(), 415, content_type=content_type)


def test_a_charset_is_not_needed_and_does_no_harm() -> None:
    for number, charset in enumerate(("utf-8", "bogus")):
        assert post(a_body(f"c{number}"), content_type=f"application/json; charset={charset}").status_code == 200


def test_a_packed_body_is_refused_and_never_unpacked() -> None:
    refused(gzip.compress(b"{}"), 415, headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize("size", [256 * 1024 + 1, 3 * 1024 * 1024])
def test_a_body_over_the_limit_is_too_large(size: int) -> None:
    refused(b" " * size, 413)


def test_a_body_at_the_limit_is_read() -> None:
    raw = json.dumps(a_body()).encode()
    assert post(raw + b" " * (256 * 1024 - len(raw))).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{7*7}}{% debug %}",
        "=HYPERLINK(1)",
        "' OR 1=1--",
        "\u202eabc",
        "e" + "\u0301" * 60,
        "👨‍👩‍👧",
        "line\r\nbreak",
        "\u200b",
        "--boundary",
    ],
)
def test_odd_but_legal_texts_are_taken_as_they_are(text: str) -> None:
    body = a_body(
        team=text, customer={"name": text}, agents=[{"external_id": "a", "name": text}], tags=[text], meta={text: text}
    )
    assert post(body).status_code == 200


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_a_forged_host_is_not_in_the_link(header: str) -> None:
    response = post(a_body(), headers={header: "evil.example"})
    assert b"evil" not in response.content
