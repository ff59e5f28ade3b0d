"""How many answers there are, how far the engine has read them, and how they feel, in total and by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from feedback.models import Analysis
from feedback.selectors.filters import SUBMITTED, AnswerFilter
from feedback.selectors.periods import BEFORE, NOW, Calendar, Period, Weeks

DONE, FAILED = Analysis.State.DONE.value, Analysis.State.FAILED.value


@dataclass(frozen=True, slots=True)
class Totals:
    """Answers of a period, where they stand with the engine, and how many of those read show each emotion."""

    answers: int = 0
    analysed: int = 0
    failed: int = 0
    emotions: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return self.answers - self.analysed - self.failed


@dataclass(frozen=True, slots=True)
class Week:
    """One week of answers. `sentiments` counts the analysed ones by Analysis.Sentiment value."""

    period: Period
    answers: int
    analysed: int
    sentiments: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Volume:
    """The answers of a period, of the one before it, and of every week from the oldest to the newest."""

    now: Totals
    before: Totals
    weeks: tuple[Week, ...]


def volume(chosen: AnswerFilter, weeks: Weeks) -> Volume:
    """Everything that is counted without the themes, in one read. Weeks without answers are there too."""
    calendar = Calendar.of(chosen.period, weeks)
    rows = (
        chosen.during(chosen.period.spanning(weeks.period))
        .answers()
        .annotate(slot=calendar.slot(SUBMITTED))
        .values_list("slot", "analysis__state", "analysis__sentiment", "analysis__emotions")
        .annotate(number=Count("pk"))
        .order_by()
    )
    parts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    emotions: defaultdict[str, Counter[str]] = defaultdict(Counter)
    answers: Counter[int | None] = Counter()
    sentiments: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for slot, state, sentiment, felt, number in rows:
        part, week = calendar.places[slot].part, calendar.places[slot].week
        parts[part]["answers"] += number
        answers[week] += number
        if state in (DONE, FAILED):
            parts[part][state] += number
        if state == DONE:
            sentiments[week][sentiment] += number
            emotions[part].update(dict.fromkeys(felt, number))
    return Volume(
        _totals(parts[NOW], emotions[NOW]),
        _totals(parts[BEFORE], emotions[BEFORE]),
        tuple(
            Week(weeks.week(number), answers[number], sentiments[number].total(), dict(sentiments[number]))
            for number in range(weeks.count)
        ),
    )


def _totals(counts: Counter[str], emotions: Counter[str]) -> Totals:
    return Totals(counts["answers"], counts[DONE], counts[FAILED], emotions)
