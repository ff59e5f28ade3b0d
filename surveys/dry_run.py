"""What rules would have done with chats that have closed already. Pure: by the same `decide` as for a new chat.

Chats and what was asked besides come in the order of time, one by one; kept are the asks of those asked lately.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from surveys.rules import Facts, Rules, SkipReason, decide

REST = timedelta(days=14)  # the stretch in which "nobody would be asked more than k times" is counted


@dataclass(frozen=True, slots=True)
class PastAsk:
    """Somebody was asked, by this survey or by another one, and these rules change nothing about it."""

    at: datetime
    person: str
    by_this_survey: bool


@dataclass(frozen=True, slots=True)
class PastChat:
    """A chat these rules decide about again. `facts` are without what the dry run itself finds out."""

    at: datetime
    chat: tuple[int, str]  # source and external id: the same for every closure
    person: str  # empty if nobody knows
    facts: Facts


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would have come of the chats: asked + called_off + skipped is all of them."""

    chats: int
    asked: int
    called_off: int  # mails that a reopened chat overtook
    skipped: tuple[tuple[SkipReason, int], ...]  # most frequent first
    most_per_person: int  # asks of one person, by any survey, within REST


@dataclass(slots=True)
class _Ask:
    at: datetime
    due_at: datetime
    by_this_survey: bool


@dataclass(slots=True)
class _Simulation:
    rules: Rules
    asks: dict[str, deque[_Ask]] = field(default_factory=dict)
    pending: dict[tuple[int, str], tuple[str, _Ask]] = field(default_factory=dict)  # a mail not out yet, by chat
    closed: dict[tuple[int, str], datetime] = field(default_factory=dict)
    skipped: Counter[SkipReason] = field(default_factory=Counter)
    chats: int = 0
    asked: int = 0
    called_off: int = 0
    most: int = 0

    def take(self, past: PastAsk | PastChat) -> None:
        if isinstance(past, PastAsk):
            self._note(past.person, _Ask(past.at, past.at, past.by_this_survey), counts=False)
        else:
            self._decide(past)

    def _decide(self, past: PastChat) -> None:
        self.chats += 1
        self._call_off(past)
        verdict = decide(self._facts(past), self.rules)
        self.closed[past.chat] = max(past.facts.closed_at, self.closed.get(past.chat, past.facts.closed_at))
        if verdict.reason is not None:
            self.skipped[verdict.reason] += 1
        elif verdict.ask_at is not None:
            self.asked += 1
            ask = _Ask(past.at, verdict.ask_at, by_this_survey=True)
            self._note(past.person, ask, counts=True)
            if verdict.ask_at > past.at:
                self.pending[past.chat] = (past.person, ask)

    def _call_off(self, past: PastChat) -> None:
        person, ask = self.pending.pop(past.chat, ("", None))
        if ask is not None and ask.due_at > past.at and self.closed[past.chat] < past.facts.closed_at:
            self.asked -= 1
            self.called_off += 1
            if person:
                self.asks[person].remove(ask)

    def _facts(self, past: PastChat) -> Facts:
        latest = self.closed.get(past.chat)
        asks = self.asks.get(past.person, ()) if past.person else ()
        return replace(
            past.facts,
            closed_again_since=latest is not None and latest > past.facts.closed_at,
            last_asked_at=asks[-1].at if asks else None,
            asked_at=tuple(ask.at for ask in asks if ask.by_this_survey),
        )

    def _note(self, person: str, ask: _Ask, *, counts: bool) -> None:
        if not person:
            return
        asks = self.asks.setdefault(person, deque())
        asks.append(ask)
        longest = max(REST, self.rules.cooldown, self.rules.cap_period)
        while asks[0].at <= ask.at - longest:
            asks.popleft()
        if counts:
            self.most = max(self.most, sum(other.at > ask.at - REST for other in asks))


def dry_run(past: Iterable[PastAsk | PastChat], rules: Rules) -> DryRun:
    """Decide about every chat of `past`, which comes in the order of `at`, as if `rules` had been in force."""
    simulation = _Simulation(rules)
    for event in past:
        simulation.take(event)
    return DryRun(
        chats=simulation.chats,
        asked=simulation.asked,
        called_off=simulation.called_off,
        skipped=tuple(simulation.skipped.most_common()),
        most_per_person=simulation.most,
    )
