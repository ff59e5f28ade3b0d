from __future__ import annotations

from datetime import timedelta

import pytest

from surveys.inbound.chat import AgentPart
from surveys.models import Agent, Conversation, Decision, Delivery, InboundEvent, Invitation, Team
from surveys.services.intake import IdempotencyKeyReused
from tests.builders import NOW
from tests.surveys.closing import a_body, a_chat, an_api_source, at_once, close, post

pytestmark = pytest.mark.django_db(transaction=True)


def test_twelve_reports_of_one_closure_get_one_answer_and_one_row() -> None:
    an_api_source()
    body = a_body(customer={"email": "kim@example.com"}, agents=[{"external_id": "a1", "name": "Priya"}], team="New")
    replies = at_once(lambda _: post(body))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.content for reply in replies}) == 1
    for model in (InboundEvent, Conversation, Decision, Invitation, Delivery, Agent):
        assert model.objects.count() == 1, model


def test_twelve_reports_under_different_keys_get_one_answer() -> None:
    an_api_source()
    body = a_body()
    replies = at_once(lambda number: post(body, headers={"Idempotency-Key": f"k{number}"}))
    assert len({reply.content for reply in replies}) == 1
    assert Conversation.objects.count() == 1


def test_one_key_for_twelve_events_lets_one_of_them_in() -> None:
    source = an_api_source()

    def send(number: int) -> bool:
        try:
            close(a_chat(f"c{number}", email=""), key="k1", source=source)
        except IdempotencyKeyReused:
            return False
        return True

    assert sum(at_once(send)) == 1
    assert Conversation.objects.count() == 1


def test_twelve_chats_of_one_person_at_once_ask_once() -> None:
    source = an_api_source()
    replies = at_once(lambda number: close(a_chat(f"c{number}"), source=source))
    assert sorted(reply.invitation for reply in replies) == ["sent"] + ["skipped"] * 11
    assert Invitation.objects.count() == 1


def test_closures_of_one_chat_at_once_are_numbered_without_a_gap() -> None:
    source = an_api_source()
    at_once(lambda number: close(a_chat(email="", closed_at=NOW + timedelta(seconds=number)), source=source))
    numbers = Conversation.objects.order_by("closure_number").values_list("closure_number", flat=True)
    assert list(numbers) == list(range(1, 13))


def test_chats_that_name_the_same_new_team_and_agents_do_not_block_each_other() -> None:
    source = an_api_source()

    def send(number: int) -> None:
        names = [f"agent {n}" for n in range(4)]
        agents = tuple(AgentPart(name, name) for name in (names if number % 2 else reversed(names)))
        close(a_chat(f"c{number}", email="", agents=agents, team="Brand new"), source=source)

    at_once(send)
    assert Agent.objects.count() == 4
    assert Team.objects.filter(name="Brand new").count() == 1
