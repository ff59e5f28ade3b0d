from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.rules import Facts, Rules, SkipReason, decide
from tests.builders import NOW

RULES = Rules()
FACTS = Facts(now=NOW, closed_at=NOW - timedelta(minutes=1))


def reason(**facts: object) -> SkipReason | None:
    return decide(replace(FACTS, **facts), RULES).reason  # type: ignore[arg-type]


def test_what_is_not_known_never_blocks() -> None:
    assert decide(FACTS, RULES).asks


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"survey_is_active": False}, SkipReason.SURVEY_INACTIVE),
        ({"survey_has_questions": False}, SkipReason.SURVEY_WITHOUT_QUESTIONS),
        ({"closed_again_since": True}, SkipReason.SUPERSEDED),
        ({"closed_at": NOW - timedelta(days=7, seconds=1)}, SkipReason.CLOSED_LONG_AGO),
        ({"closed_by_bot": True}, SkipReason.CLOSED_BY_BOT),
        ({"human_replied": False}, SkipReason.NO_HUMAN_REPLY),
        ({"customer_messages": 1}, SkipReason.TOO_SHORT),
        ({"customer_characters": 250}, SkipReason.TOO_SHORT),
        ({"customer_messages": 1, "customer_characters": 250}, SkipReason.TOO_SHORT),
        ({"opted_out": True}, SkipReason.OPTED_OUT),
        ({"last_asked_at": NOW - timedelta(days=13)}, SkipReason.COOLDOWN),
    ],
)
def test_each_rule_stops_a_chat_by_itself(facts: dict[str, object], expected: SkipReason) -> None:
    assert reason(**facts) is expected


@pytest.mark.parametrize(
    "facts",
    [
        {"closed_at": NOW - timedelta(days=7)},
        {"closed_by_bot": True, "human_replied": True},
        {"human_replied": True},
        {"customer_messages": 2},
        {"customer_messages": 1, "customer_characters": 251},
        {"customer_messages": 2, "customer_characters": 3},
        {"last_asked_at": NOW - timedelta(days=14)},
        {"closed_at": NOW + timedelta(minutes=4)},
    ],
)
def test_a_chat_at_the_edge_of_a_rule_is_asked_about(facts: dict[str, object]) -> None:
    assert reason(**facts) is None


def test_no_cooldown_asks_after_every_chat() -> None:
    facts = replace(FACTS, last_asked_at=NOW)
    assert decide(facts, Rules(cooldown=timedelta(0))).asks


def test_the_reason_that_lasts_longest_is_given() -> None:
    assert reason(opted_out=True, survey_is_active=False, last_asked_at=NOW) is SkipReason.SURVEY_INACTIVE
