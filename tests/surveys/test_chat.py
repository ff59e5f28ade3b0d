from __future__ import annotations

import pytest

from surveys.inbound.chat import AgentPart, ChatEnded
from tests.builders import NOW

BEN, PRIYA = AgentPart("ben", messages=2), AgentPart("priya", messages=5)


def a_chat(*agents: AgentPart, agent_messages: int | None = None) -> ChatEnded:
    return ChatEnded(external_id="c1", closed_at=NOW, agents=agents, agent_messages=agent_messages)


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (a_chat(), None),
        (a_chat(agent_messages=0), False),
        (a_chat(agent_messages=1), True),
        (a_chat(BEN), True),
        (a_chat(AgentPart("ben")), True),
        (a_chat(AgentPart("ben", messages=0)), False),
        (a_chat(BEN, agent_messages=0), False),
    ],
)
def test_a_human_replied_if_the_source_says_so(chat: ChatEnded, expected: bool | None) -> None:
    assert chat.human_replied is expected


def test_the_agent_with_most_messages_is_the_primary_one() -> None:
    assert a_chat(BEN, PRIYA).primary_agent is PRIYA


def test_the_agent_the_source_names_is_the_primary_one() -> None:
    named = AgentPart("zoe", messages=0, primary=True)
    assert a_chat(BEN, PRIYA, named).primary_agent is named


def test_the_first_of_equals_is_the_primary_one() -> None:
    assert a_chat(AgentPart("a"), AgentPart("b")).primary_agent == AgentPart("a")


def test_a_chat_without_agents_has_no_primary_one() -> None:
    assert a_chat().primary_agent is None
