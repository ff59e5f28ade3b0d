"""Two groups of answers to hold against each other: two periods, teams, channels or surveys."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from feedback.selectors.filters import SUBMITTED, AnswerFilter
from feedback.selectors.periods import BEFORE, NEITHER, NOW, Period, Place

FIELDS = {"team": "response__team", "channel": "response__conversation__channel", "survey": "response__survey"}

NEITHER_OF_THEM, ONE, OTHER = range(3)
PLACES = (Place(NEITHER), Place(NOW), Place(BEFORE))  # of those three: the one stands for now, the other for before


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the answers: those of a period, or those with `value` in `field`, a key of FIELDS."""

    period: Period | None = None
    field: str = ""
    value: int | str = ""

    def condition(self, answer: str = "") -> Q:
        """`answer` is the way to the answer, ending in "__"."""
        if self.period is not None:
            return self.period.within(f"{answer}{SUBMITTED}")
        return Q(**{f"{answer}{FIELDS[self.field]}": self.value})


@dataclass(frozen=True, slots=True)
class Split:
    """The answers of `chosen` in two groups; an `other` that is None is all the rest."""

    chosen: AnswerFilter
    one: Group
    other: Group | None

    def holds(self, answer: str = "") -> Q:
        return self.one.condition(answer) | self.other.condition(answer) if self.other else Q()

    def slot(self, answer: str = "") -> Case:
        """The number of a place in `PLACES`, as the database computes it."""
        parts = [When(self.one.condition(answer), then=Value(ONE))]
        if self.other:
            parts.append(When(self.other.condition(answer), then=Value(OTHER)))
        return Case(*parts, default=Value(NEITHER_OF_THEM if self.other else OTHER), output_field=IntegerField())
