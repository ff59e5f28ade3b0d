"""How many answers there are, how far the engine has read them, and how they feel, in total and by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from feedback.models import Analysis
from feedback.selectors.filters import DONE, SERIOUS, SUBMITTED, WAITING, AnswerFilter
from feedback.selectors.matches import matches_of
from feedback.selectors.periods import Period, Weeks
from feedback.selectors.proportions import Share


@dataclass(frozen=True, slots=True)
class Totals:
    """Answers of a filter; the `…_before` are those of the equally long period before."""

    answers: int
    analysed: int
    themed: int
    waiting: int
    failed: int
    serious: int
    answers_before: int
    analysed_before: int

    @property
    def themed_share(self) -> Share:
        return Share(self.themed, self.analysed)


@dataclass(frozen=True, slots=True)
class Week:
    """One week of answers. `sentiments` counts the analysed ones by Analysis.Sentiment value."""

    period: Period
    answers: int
    analysed: int
    sentiments: Mapping[str, int]


def totals(chosen: AnswerFilter) -> Totals:
    now = chosen.period.within(SUBMITTED)
    counts = (
        chosen.during(chosen.period.with_previous)
        .answers()
        .aggregate(
            answers=Count("pk", filter=now),
            analysed=Count("pk", filter=now & DONE),
            waiting=Count("pk", filter=now & WAITING),
            failed=Count("pk", filter=now & Q(analysis__state=Analysis.State.FAILED)),
            serious=Count("pk", filter=now & Q(analysis__routes__contains=[SERIOUS])),
            both=Count("pk"),
            both_analysed=Count("pk", filter=DONE),
        )
    )
    both, analysed = counts.pop("both"), counts.pop("both_analysed")
    # Not a filter of the count above: that would look into the matches once for every answer.
    themed = matches_of(chosen).aggregate(number=Count("excerpt__analysis", distinct=True))["number"]
    return Totals(
        **counts, themed=themed, answers_before=both - counts["answers"], analysed_before=analysed - counts["analysed"]
    )


def weekly_answers(chosen: AnswerFilter, weeks: Weeks) -> tuple[Week, ...]:
    """The weeks from the oldest to the newest, those without answers too."""
    rows = (
        chosen.during(weeks.period)
        .answers()
        .annotate(week=weeks.number(SUBMITTED))
        .values_list("week", "analysis__state", "analysis__sentiment")
        .annotate(number=Count("pk"))
        .order_by()
    )
    answers: Counter[int] = Counter()
    sentiments: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for week, state, sentiment, number in rows:
        answers[week] += number
        if state == Analysis.State.DONE:
            sentiments[week][sentiment] += number
    return tuple(
        Week(weeks.week(number), answers[number], sentiments[number].total(), dict(sentiments[number]))
        for number in range(weeks.count)
    )
