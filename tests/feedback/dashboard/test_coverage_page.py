from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from surveys.inbound.chat import AgentPart
from surveys.models import Agent, Survey
from tests.builders import a_response, a_source, a_survey, a_team, a_user
from tests.surveys.closing import a_chat, close
from tests.surveys.conftest import Rung, rung

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rung")]
__all__ = ["Rung", "rung"]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def closed(name: str, *, team: str = "Orders", agent: str = "Priya", days_ago: int = 1, **values: object) -> None:
    now = timezone.now() - timedelta(days=days_ago)
    chat = a_chat(name, email="", team=team, agents=(AgentPart(agent, agent, 3),), closed_at=now, **values)
    close(chat, now=now, source=a_source(survey=a_survey("Ours")))


@pytest.fixture
def chats() -> None:
    closed("c1", channel="web")
    closed("c2", customer_messages=1)
    closed("c3", team="Billing", agent=LONG)
    closed("c4", days_ago=45)


def words(client: Client, address: str) -> str:
    reply = client.get(address)
    assert reply.status_code == 200, address
    return " ".join(reply.content.decode().split())


@pytest.mark.parametrize("address", ["/coverage", "/chats"])
def test_a_stranger_signs_in_and_nobody_posts(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(a_user())
    assert client.post(address).status_code == 405


def test_the_report_says_how_many_were_asked(manager_client: Client, chats: None) -> None:
    shown = words(manager_client, "/coverage")
    assert "2 of 3 chats that closed in the last 30 days were followed by a survey" in shown
    assert "Why 1 chat was skipped" in shown and "The customer wrote very little" in shown
    assert "3 of 4 chats that closed so far" in words(manager_client, "/coverage?period=all")


def test_nothing_closed_is_said(manager_client: Client) -> None:
    assert "No chat has closed in the last 30 days" in words(manager_client, "/coverage")
    assert "Nothing fits this choice" in words(manager_client, "/chats")


def test_a_number_leads_to_its_chats(manager_client: Client, chats: None) -> None:
    shown = words(manager_client, "/chats?reason=too_short")
    assert "1 chat that closed in the last 30 days" in shown
    assert "c2" in shown and "Not asked: The customer wrote very little" in shown and "c1" not in shown
    assert "c1" in words(manager_client, "/chats?counted=sent")
    assert "c2" not in words(manager_client, "/chats?counted=sent")


def test_an_answer_is_linked(manager_client: Client, chats: None) -> None:
    response = a_response(conversation=a_source().conversations.get(external_id="c1"))
    assert f'href="/answers/{response.answers.get().pk}"' in words(manager_client, "/chats?counted=answered")


def test_chats_of_other_teams_are_on_no_page(client: Client, chats: None) -> None:
    client.force_login(a_user("olga", team=a_team("Orders")))
    for address in ("/coverage", "/chats"):
        shown = words(client, address)
        assert LONG not in shown and "Billing" not in shown and "c3" not in shown
    assert "1 of 2 chats" in words(client, "/coverage")
    assert "/rules" not in words(client, "/coverage")


def test_what_is_not_there_for_this_user_is_not_found(client: Client, chats: None) -> None:
    client.force_login(a_user("olga", team=a_team("Orders")))
    other = Agent.objects.get(name=LONG)
    for query in (
        f"team={other.team_id}",
        f"agent={other.pk}",
        "team=x",
        "survey=999",
        "counted=no",
        "reason=A'",
        "reason=" + "x" * 41,
    ):
        for address in ("/coverage", "/chats"):
            assert client.get(f"{address}?{query}").status_code == 404, query


@pytest.mark.parametrize("query", ["since=x", "until=1234-01-01", "period=no", "page=x", "since=2026-02-30", "q=x"])
def test_odd_addresses_are_read_as_far_as_they_make_sense(manager_client: Client, chats: None, query: str) -> None:
    assert words(manager_client, f"/coverage?{query}") and words(manager_client, f"/chats?{query}")


def test_who_may_set_rules_finds_them_here(manager_client: Client, chats: None) -> None:
    assert f"/surveys/{Survey.objects.get(name='Ours').pk}/rules" in words(manager_client, "/coverage")


def test_the_period_and_team_go_along_and_nothing_else(manager_client: Client, chats: None) -> None:
    shown = words(manager_client, "/chats?period=90&agent=0&counted=sent")
    assert 'href="/answers?period=90"' in shown
    team = a_team("Orders").pk
    shown = words(manager_client, f"/answers?period=7&team={team}&sentiment=neg")
    assert f'href="/coverage?period=7&amp;team={team}"' in shown


@pytest.mark.parametrize("address", ["/coverage", "/chats"])
def test_more_chats_take_no_more_queries(
    manager_client: Client,
    chats: None,
    address: str,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(12):
        closed(f"d{number}", agent=f"Agent {number}", team=f"Team {number}")
    with django_assert_max_num_queries(15):
        manager_client.get(address)
