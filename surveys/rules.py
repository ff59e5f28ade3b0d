"""Whether a closed chat is followed by a survey. Pure: facts in, verdict out; what is not known never blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class SkipReason(StrEnum):
    """Why nobody was asked, in the words of the decision ledger and of the API."""

    SURVEY_INACTIVE = "survey_inactive"
    SURVEY_WITHOUT_QUESTIONS = "survey_without_questions"
    SUPERSEDED = "superseded"
    CLOSED_LONG_AGO = "closed_long_ago"
    CLOSED_BY_BOT = "closed_by_bot"
    NO_HUMAN_REPLY = "no_human_reply"
    TOO_SHORT = "too_short"
    OPTED_OUT = "opted_out"
    COOLDOWN = "cooldown"


@dataclass(frozen=True, slots=True)
class Rules:
    """When to ask. A survey sets the cooldown; zero days switch it off."""

    cooldown: timedelta = timedelta(days=14)
    ask_within: timedelta = timedelta(days=7)
    min_customer_messages: int = 2
    long_text: int = 250  # characters: somebody who wrote more has something to say, even in one message


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a closed chat; None stands for "not known"."""

    now: datetime
    closed_at: datetime
    survey_is_active: bool = True
    survey_has_questions: bool = True
    closed_again_since: bool = False
    closed_by_bot: bool = False
    human_replied: bool | None = None
    customer_messages: int | None = None
    customer_characters: int | None = None
    opted_out: bool = False
    last_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ask, or the first reason not to."""

    reason: SkipReason | None = None

    @property
    def asks(self) -> bool:
        return self.reason is None


def decide(facts: Facts, rules: Rules) -> Verdict:
    """The verdict on one closed chat. With several reasons against it, the one that lasts longest is given."""
    return Verdict(next(_reasons(facts, rules), None))


def _reasons(facts: Facts, rules: Rules) -> Iterator[SkipReason]:
    if not facts.survey_is_active:
        yield SkipReason.SURVEY_INACTIVE
    if not facts.survey_has_questions:
        yield SkipReason.SURVEY_WITHOUT_QUESTIONS
    if facts.closed_again_since:
        yield SkipReason.SUPERSEDED
    if facts.now - facts.closed_at > rules.ask_within:
        yield SkipReason.CLOSED_LONG_AGO
    if facts.closed_by_bot and not facts.human_replied:
        yield SkipReason.CLOSED_BY_BOT
    if facts.human_replied is False:
        yield SkipReason.NO_HUMAN_REPLY
    if _too_short(facts, rules):
        yield SkipReason.TOO_SHORT
    if facts.opted_out:
        yield SkipReason.OPTED_OUT
    if facts.last_asked_at is not None and facts.now - facts.last_asked_at < rules.cooldown:
        yield SkipReason.COOLDOWN


def _too_short(facts: Facts, rules: Rules) -> bool:
    """Whether everything that is known about the customer's part says that there was little of it."""
    enough = []
    if facts.customer_messages is not None:
        enough.append(facts.customer_messages >= rules.min_customer_messages)
    if facts.customer_characters is not None:
        enough.append(facts.customer_characters > rules.long_text)
    return bool(enough) and not any(enough)
