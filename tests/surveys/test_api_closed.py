from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.models import ApiKey, Conversation, InboundEvent, Source
from tests.surveys.closing import API_KEY, URL, a_body, an_api_source, moment, post

pytestmark = pytest.mark.django_db

EVERYTHING: dict[str, Any] = {
    "closed_by": "agent",
    "channel": "web",
    "language": "de",
    "customer": {"external_id": "42", "email": "kim@example.com", "phone": "+49 30 1234", "name": "Kim Lee"},
    "agents": [
        {"external_id": "a1", "name": "Ben", "messages": 7},
        {"external_id": "a2", "name": "Priya Shah", "messages": 3, "primary": True},
    ],
    "team": "Returns",
    "tags": ["refund"],
    "stats": {"customer_messages": 5, "agent_messages": 10, "duration_s": 640},
    "transcript": [
        {"at": "2026-03-02T10:00:00+01:00", "by": "customer", "text": "Where is my parcel?"},
        {"by": "agent", "agent": "a2", "text": "On its way."},
    ],
    "meta": {"anything": ["goes", {"in": 1}]},
}


@pytest.fixture(autouse=True)
def source() -> Source:
    return an_api_source()


def test_the_smallest_body_is_enough() -> None:
    response = post({"external_id": "c1", "closed_at": moment(timedelta())})
    assert response.status_code == 200
    reply = response.json()
    assert (reply["invitation"], reply["reason"]) == ("sent", None)
    assert Client().get(reply["survey_url"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_the_reply_has_three_fields_and_no_more() -> None:
    assert list(post(a_body()).json()) == ["invitation", "reason", "survey_url"]


def test_the_whole_format_is_understood() -> None:
    assert post(a_body(**EVERYTHING)).json()["invitation"] == "sent"
    conversation = Conversation.objects.get()
    assert conversation.team.name == "Returns"
    assert (conversation.language, conversation.channel, conversation.closed_by) == ("de", "web", "agent")
    assert (conversation.customer_messages, conversation.agent_messages, conversation.duration_s) == (5, 10, 640)
    assert conversation.agent_first_name == "Priya"
    assert "kim@example.com" not in conversation.person_key


def test_null_means_the_same_as_absent() -> None:
    nulls: dict[str, Any] = dict.fromkeys(EVERYTHING)
    assert post(a_body(**nulls)).json()["invitation"] == "sent"
    customer = dict.fromkeys(("external_id", "email", "phone", "name"))
    body = a_body(
        "c2", customer=customer, agents=[{"external_id": "a", "name": None, "messages": None, "primary": None}]
    )
    assert post(body).json()["invitation"] == "sent"


def test_messages_are_counted_in_the_transcript_when_there_are_no_stats() -> None:
    turns = [{"by": "customer", "text": "Hi"}, {"by": "bot", "text": "Hello"}]
    assert post(a_body(transcript=turns)).json()["reason"] == "no_human_reply"
    turns = [{"by": "customer", "text": "Hi"}, {"by": "agent", "text": "Hello"}]
    assert post(a_body("c2", transcript=turns)).json()["reason"] == "too_short"
    turns = [{"by": "customer", "text": "Hi " * 100}, {"by": "agent", "text": "Hello"}]
    assert post(a_body("c3", transcript=turns)).json()["reason"] is None


def test_the_address_works_with_and_without_a_slash_and_has_a_name() -> None:
    assert reverse("api-conversation-closed") == URL
    assert post(a_body(), url=f"{URL}/").status_code == 200


@pytest.mark.parametrize("headers", [{"Authorization": f"bearer {API_KEY}"}, {"X-Api-Key": API_KEY}])
def test_the_key_may_come_in_either_header(headers: dict[str, str]) -> None:
    assert post(a_body(), key=None, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {API_KEY}"},
        {"Authorization": API_KEY},
        {"X-Api-Key": ""},
        {"X-Api-Key": API_KEY.upper()},
        {"X-Api-Key": "\u00e4" * 5000},
    ],
)
def test_without_a_valid_key_nothing_is_taken_in(headers: dict[str, str]) -> None:
    response = post(a_body(), key=None, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert not InboundEvent.objects.exists()


def test_a_revoked_key_and_a_switched_off_source_are_refused() -> None:
    Source.objects.update(is_active=False)
    assert post(a_body()).status_code == 401
    Source.objects.update(is_active=True)
    ApiKey.objects.update(revoked_at=timezone.now())
    assert post(a_body()).status_code == 401


def test_the_key_is_checked_before_the_body_is_looked_at() -> None:
    assert post(b"{", key="wrong").status_code == 401


def test_the_same_event_again_gets_the_same_bytes() -> None:
    body = a_body(customer={"email": "kim@example.com"})
    assert post(body).content == post(body).content
    assert post(body, headers={"Idempotency-Key": "k"}).content == post(body, headers={"Idempotency-Key": "k"}).content
    assert Conversation.objects.count() == 1


def test_the_same_moment_in_another_offset_is_the_same_event() -> None:
    first = post({"external_id": "c1", "closed_at": "2026-03-02T10:00:00+01:00"})
    again = post({"external_id": "c1", "closed_at": "2026-03-02T09:00:00Z"})
    assert first.content == again.content
    assert InboundEvent.objects.count() == 1


def test_a_key_with_another_body_is_unprocessable() -> None:
    post(a_body(), headers={"Idempotency-Key": "k"})
    response = post(a_body("c2"), headers={"Idempotency-Key": "k"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", "k" * 256, "schl\u00fcssel", "a\tb"])
def test_an_odd_idempotency_key_is_refused(key: str) -> None:
    assert post(a_body(), headers={"Idempotency-Key": key}).status_code == 400


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_refused_in_the_same_form(method: str) -> None:
    response = getattr(Client(), method)(URL, headers={"X-Api-Key": API_KEY})
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_method_cannot_be_smuggled_in() -> None:
    assert post(a_body(), headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200


def test_a_database_that_is_away_is_a_503_that_says_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("surveys.api.conversations.receive_closed_chat", fail)
    response = post(a_body())
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
