"""How many answers speak of what, in one read: the combination of themes of every answer, counted.

Combinations are far fewer than answers, and all that pages say of themes follows from them: the share of one theme or
of any of several, of a period, of the one before it, of a week. An answer counts once, however often it says a thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Case, F, QuerySet, Value, When

from feedback.selectors.filters import AnswerFilter
from feedback.selectors.matches import ANSWER, IMPROVE, PRAISE, SUBMITTED, matches_of
from feedback.selectors.periods import NOW, Calendar, Place, Weeks
from feedback.selectors.splits import PLACES, Split

Code = tuple[int, str]  # theme, polarity
COUNTED = 'SELECT "slot", "codes", COUNT(*) FROM ({}) AS "said" GROUP BY 1, 2'


@dataclass(frozen=True, slots=True)
class Mentions:
    """Answers that speak of a theme: by part of the read (NOW, BEFORE) and combination, and by week and theme."""

    combinations: Counter[tuple[str, frozenset[Code]]] = field(default_factory=Counter)
    weekly: Counter[tuple[int, int, str]] = field(default_factory=Counter)

    def themed(self, part: str = NOW) -> int:
        """Answers with any theme."""
        return sum(number for (there, _), number in self.combinations.items() if there == part)

    def by_theme(self, part: str = NOW) -> Counter[Code]:
        found: Counter[Code] = Counter()
        for (there, codes), number in self.combinations.items():
            if there == part:
                for code in codes:
                    found[code] += number
        return found

    def squares(self, polarity: str, part: str = NOW) -> int:
        """Over all answers, the squared number of themes they speak of in this way: what a variance is made from."""
        return sum(
            number * sum(side == polarity for _, side in codes) ** 2
            for (there, codes), number in self.combinations.items()
            if there == part
        )

    def of_any(self, themes: Collection[int], polarity: str, part: str = NOW) -> int:
        """Answers that speak, in this way, of at least one of `themes`."""
        wanted = {(theme, polarity) for theme in themes}
        return sum(
            number
            for (there, codes), number in self.combinations.items()
            if there == part and not wanted.isdisjoint(codes)
        )


def mentions(chosen: AnswerFilter, weeks: Weeks | None = None) -> Mentions:
    """What the answers of `chosen` and of the period before it speak of; week by week if `weeks` are given."""
    span = chosen.period.spanning(weeks.period) if weeks else chosen.period.with_previous
    calendar = Calendar.of(chosen.period, weeks)
    return _counted(matches_of(chosen.during(span)).annotate(slot=calendar.slot(SUBMITTED)), calendar.places)


def mentions_of_split(split: Split) -> Mentions:
    """The same for two groups: the one is NOW, the other BEFORE. There are no weeks."""
    matches = matches_of(split.chosen).filter(split.holds(ANSWER))
    return _counted(matches.annotate(slot=split.slot(ANSWER)), PLACES)


def _counted(matches: QuerySet[Any], places: Sequence[Place]) -> Mentions:
    combinations: Counter[tuple[str, frozenset[Code]]] = Counter()
    weekly: Counter[tuple[int, int, str]] = Counter()
    for slot, codes, number in _rows(matches):
        place, found = places[slot], frozenset(_decoded(code) for code in codes)
        if place.part:
            combinations[place.part, found] += number
        if place.week is not None:
            for theme, polarity in found:
                weekly[place.week, theme, polarity] += number
    return Mentions(combinations, weekly)


def _rows(matches: QuerySet[Any]) -> list[tuple[int, list[int], int]]:
    """Slot, codes and number of answers."""
    code = F("theme") * 2 + Case(When(polarity=PRAISE, then=Value(1)), default=Value(0))
    answers = (
        matches.values("excerpt__analysis", "slot")
        .annotate(codes=ArrayAgg(code, distinct=True))
        .values("slot", "codes")
    )
    # Django groups once; counting the groups again is the database's work, not Python's.
    sql, params = answers.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(sql), params)
        rows: list[tuple[int, list[int], int]] = cursor.fetchall()
    return rows


def _decoded(code: int) -> Code:
    theme, is_praise = divmod(code, 2)
    return theme, PRAISE if is_praise else IMPROVE
