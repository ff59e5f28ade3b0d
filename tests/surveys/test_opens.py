"""Opened by a person, opened by a program, started: what is known of a link before it is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from surveys.machines import is_machine
from surveys.models import Delivery, Invitation
from tests.builders import an_invitation
from tests.surveys.answering import answer, get

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1"
HOUR = timedelta(hours=1)


@pytest.fixture
def token() -> str:
    return an_invitation()[1]


def tell(token: str, agent: str = FIREFOX) -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/s/{token}/opened", headers={"User-Agent": agent}).status_code


def stored() -> Invitation:
    return Invitation.objects.get()


def test_a_get_or_head_writes_nothing(token: str) -> None:
    before = Invitation.objects.values().get()
    get(token)
    Client().head(f"/s/{token}")
    assert Client().get(f"/s/{token}/opened").status_code == 405
    assert Invitation.objects.values().get() == before


def test_the_page_tells_of_the_first_look_and_keeps_the_first(token: str) -> None:
    assert tell(token) == 204
    first = stored().opened_at
    tell(token)
    assert first is not None and stored().opened_at == first
    assert stored().machine_opens == 0


def test_programs_are_counted_apart(token: str) -> None:
    for agent in ("", "Googlebot/2.1", "Mozilla/5.0 HeadlessChrome/140.0"):
        tell(token, agent)
    assert (stored().opened_at, stored().machine_opens) == (None, 3)


def test_a_look_within_seconds_of_sending_is_no_person(token: str) -> None:
    mail = {"invitation": stored(), "channel": "email", "due_at": timezone.now(), "state": Delivery.State.SENT}
    delivery = Delivery.objects.create(**mail, sent_at=timezone.now())
    tell(token)
    assert (stored().opened_at, stored().machine_opens) == (None, 1)
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now() - HOUR)
    tell(token)
    assert stored().opened_at is not None


def test_a_link_nobody_has_is_not_found() -> None:
    assert tell("x" * 43) == 404


def test_what_is_too_long_is_a_start(token: str) -> None:
    answer(token, "x" * 2001)
    assert stored().started_at is not None


def test_an_empty_form_is_no_start(token: str) -> None:
    answer(token, " ")
    assert stored().started_at is None


def test_a_program_that_fills_in_everything_is_counted_as_one(token: str) -> None:
    Client().post(f"/s/{token}", {"website": "http://spam.example"})
    assert (stored().started_at, stored().machine_opens) == (None, 1)


def test_the_form_alone_carries_the_script(token: str) -> None:
    assert "opened.js" in get(token).content.decode()
    answer(token)
    assert "opened.js" not in get(token).content.decode()


@pytest.mark.parametrize(
    ("agent", "since_sent", "expected"),
    [
        (FIREFOX, None, False),
        (PHONE, HOUR, False),
        (FIREFOX, timedelta(seconds=10), False),
        (FIREFOX, timedelta(seconds=9), True),
        (FIREFOX, timedelta(0), True),
        ("", HOUR, True),
        ("curl/8.5", HOUR, True),
        ("python-requests/2.32", HOUR, True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", HOUR, True),
        ("Slackbot-LinkExpanding 1.0", HOUR, True),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", HOUR, True),
        (
            "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            HOUR,
            False,
        ),
    ],
)
def test_a_program_is_told_by_name_or_haste(agent: str, since_sent: timedelta | None, expected: bool) -> None:
    assert is_machine(user_agent=agent, since_sent=since_sent) is expected
