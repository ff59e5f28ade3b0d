"""Whether and when a closed chat is followed by a survey. Pure: facts and rules in, verdict out.

What is not known never blocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from surveys.quiet import QuietHours


class SkipReason(StrEnum):
    """Why nobody was asked, in the words of the decision ledger and of the API."""

    SURVEY_INACTIVE = "survey_inactive"
    SURVEY_WITHOUT_QUESTIONS = "survey_without_questions"
    OTHER_TEAM = "other_team"
    OTHER_CHANNEL = "other_channel"
    OWN_ADDRESS = "own_address"
    SUPERSEDED = "superseded"
    CLOSED_LONG_AGO = "closed_long_ago"
    NO_RECENT_REPLY = "no_recent_reply"
    CLOSED_BY_BOT = "closed_by_bot"
    NO_HUMAN_REPLY = "no_human_reply"
    TOO_SHORT = "too_short"
    OPTED_OUT = "opted_out"
    ADDRESS_BOUNCED = "address_bounced"
    NOT_SAMPLED = "not_sampled"
    COOLDOWN = "cooldown"
    CAP_REACHED = "cap_reached"


@dataclass(frozen=True, slots=True)
class Rules:
    """When to ask. Zero days, zero times and empty sets switch a rule off."""

    delay: timedelta = timedelta(minutes=20)
    cooldown: timedelta = timedelta(days=14)  # between two surveys of any kind
    cap: int = 0  # how often this survey may ask one person within `cap_period`
    cap_period: timedelta = timedelta(days=90)
    ask_within: timedelta = timedelta(days=7)
    needs_human: bool = True
    min_customer_messages: int = 2
    long_text: int = 250  # characters: somebody who wrote more has something to say, even in one message
    sample_percent: int = 100
    quiet: QuietHours | None = None
    own_domains: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()  # folded
    teams: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a closed chat; None and empty text stand for "not known"."""

    now: datetime
    closed_at: datetime
    survey_is_active: bool = True
    survey_has_questions: bool = True
    closed_again_since: bool = False
    closed_by_bot: bool = False
    human_replied: bool | None = None
    last_reply_at: datetime | None = None
    customer_messages: int | None = None
    customer_characters: int | None = None
    email: str = ""
    channel: str = ""
    team: int | None = None
    opted_out: bool = False
    address_bounced: bool = False
    sample: float | None = None  # where in 0 … 100 the draw fell, see `draw`
    last_asked_at: datetime | None = None  # by any survey
    asked_at: Sequence[datetime] = ()  # by this survey


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ask at a moment, or the first reason not to."""

    ask_at: datetime | None = None
    reason: SkipReason | None = None

    @property
    def asks(self) -> bool:
        return self.reason is None


def decide(facts: Facts, rules: Rules) -> Verdict:
    """The verdict on one closed chat. With several reasons against it, the one that lasts longest is given.

    The customer of an e-mail is asked after the delay and outside the quiet hours; without an address the chat tool
    shows the link itself, and that is now.
    """
    reason = next(_reasons(facts, rules), None)
    if reason is not None:
        return Verdict(reason=reason)
    if not facts.email:
        return Verdict(ask_at=facts.now)
    due_at = max(facts.now, facts.closed_at + rules.delay)
    return Verdict(ask_at=rules.quiet.after(due_at) if rules.quiet else due_at)


def draw(*, survey: int, person: str) -> float:
    """Where in 0 … 100 (exclusive) a person falls for a survey: the same every time, and another for another survey."""
    hashed = hashlib.sha256(f"sample.v1:{survey}:{person}".encode()).digest()
    return int.from_bytes(hashed[:6], "big") * 100 / 2**48


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().casefold()


def _reasons(facts: Facts, rules: Rules) -> Iterator[SkipReason]:
    yield from _of_the_survey(facts, rules)
    yield from _of_the_chat(facts, rules)
    yield from _of_the_person(facts, rules)


def _of_the_survey(facts: Facts, rules: Rules) -> Iterator[SkipReason]:
    if not facts.survey_is_active:
        yield SkipReason.SURVEY_INACTIVE
    if not facts.survey_has_questions:
        yield SkipReason.SURVEY_WITHOUT_QUESTIONS
    if rules.teams and facts.team is not None and facts.team not in rules.teams:
        yield SkipReason.OTHER_TEAM
    if rules.channels and facts.channel and facts.channel.casefold() not in rules.channels:
        yield SkipReason.OTHER_CHANNEL


def _of_the_chat(facts: Facts, rules: Rules) -> Iterator[SkipReason]:
    if facts.email and rules.own_domains and _is_own(domain_of(facts.email), rules.own_domains):
        yield SkipReason.OWN_ADDRESS
    if facts.closed_again_since:
        yield SkipReason.SUPERSEDED
    if facts.now - facts.closed_at > rules.ask_within:
        yield SkipReason.CLOSED_LONG_AGO
    if facts.last_reply_at is not None and facts.closed_at - facts.last_reply_at > rules.ask_within:
        yield SkipReason.NO_RECENT_REPLY
    if rules.needs_human and facts.closed_by_bot and not facts.human_replied:
        yield SkipReason.CLOSED_BY_BOT
    if rules.needs_human and facts.human_replied is False:
        yield SkipReason.NO_HUMAN_REPLY
    if _too_short(facts, rules):
        yield SkipReason.TOO_SHORT


def _of_the_person(facts: Facts, rules: Rules) -> Iterator[SkipReason]:
    if facts.opted_out:
        yield SkipReason.OPTED_OUT
    if facts.address_bounced:
        yield SkipReason.ADDRESS_BOUNCED
    if facts.sample is not None and facts.sample >= rules.sample_percent:
        yield SkipReason.NOT_SAMPLED
    if facts.last_asked_at is not None and facts.now - facts.last_asked_at < rules.cooldown:
        yield SkipReason.COOLDOWN
    if rules.cap and sum(facts.now - asked < rules.cap_period for asked in facts.asked_at) >= rules.cap:
        yield SkipReason.CAP_REACHED


def _is_own(domain: str, own: frozenset[str]) -> bool:
    """Whether `domain` is one of our own or lies below one."""
    parts = domain.split(".")
    return any(".".join(parts[start:]) in own for start in range(len(parts)))


def _too_short(facts: Facts, rules: Rules) -> bool:
    """Whether everything that is known about the customer's part says that there was little of it."""
    enough = []
    if facts.customer_messages is not None:
        enough.append(facts.customer_messages >= rules.min_customer_messages)
    if facts.customer_characters is not None:
        enough.append(facts.customer_characters > rules.long_text)
    return rules.min_customer_messages > 0 and bool(enough) and not any(enough)
