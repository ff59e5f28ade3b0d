from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from surveys.models import Suppression
from tests.builders import NOW, an_invitation
from tests.surveys.answering import get, words
from tests.surveys.closing import a_chat, close

pytestmark = pytest.mark.django_db


@pytest.fixture
def token() -> str:
    return (close().survey_url or "").rpartition("/")[2]


def test_opening_the_page_stops_nothing(token: str) -> None:
    response = get(token, "/stop")
    assert response.status_code == 200
    assert '<form method="post"' in words(response)
    assert not Suppression.objects.exists()


def test_one_click_of_a_mail_program_is_enough(token: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/s/{token}/stop", {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert "We will not ask you again" in words(response)
    assert Suppression.objects.count() == 1


def test_a_second_time_changes_nothing(token: str) -> None:
    for _ in range(2):
        assert Client().post(f"/s/{token}/stop").status_code == 200
    assert Suppression.objects.count() == 1


def test_the_address_is_not_kept(token: str) -> None:
    Client().post(f"/s/{token}/stop")
    assert "kim" not in Suppression.objects.get().person_key


def test_who_stopped_is_not_asked_again_by_any_survey(token: str) -> None:
    Client().post(f"/s/{token}/stop")
    much_later = NOW + timedelta(days=100)
    assert close(a_chat("c2", closed_at=much_later), now=much_later).reason == "opted_out"
    assert close(a_chat("c3", email="lee@example.com", closed_at=much_later), now=much_later).invitation == "sent"


def test_an_expired_link_can_still_stop() -> None:
    _, token = an_invitation(open_for=timedelta(days=-1))
    assert Client().post(f"/s/{token}/stop").status_code == 200


def test_somebody_nobody_can_recognise_is_told_the_same(token: str) -> None:
    reply = close(a_chat("c2", email=""))
    anonymous = (reply.survey_url or "").rpartition("/")[2]
    assert Client().post(f"/s/{anonymous}/stop").status_code == 200
    assert not Suppression.objects.exists()


def test_nothing_is_promised_to_somebody_we_cannot_recognise() -> None:
    _, token = an_invitation()  # its conversation names no person
    assert "Do not ask me again" not in words(get(token, ""))
    response = Client().post(f"/s/{token}/stop")
    assert "We will not ask you again" not in words(response)
    assert "We do not know who you are" in words(response)
    assert not Suppression.objects.exists()


def test_a_slash_too_many_still_leads_to_the_survey(token: str) -> None:
    assert words(get(token, "/")) == words(get(token))
