"""What makes two groups of answers differ: the themes, one after the other, until the whole difference is told.

The measure is what a hundred answers ask for (or praise): every theme once per answer. It is the sum of the themes'
shares, so the differences of the shares add up to its difference, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt

from django.db.models import Count

from feedback.selectors.codebook import ThemeName
from feedback.selectors.filters import done
from feedback.selectors.mentions import Mentions, mentions_of_split
from feedback.selectors.periods import BEFORE, NOW
from feedback.selectors.proportions import (
    FEWEST_COMPARED,
    Z_CHANGE,
    Change,
    Direction,
    Share,
    compare,
    difference_interval,
)
from feedback.selectors.splits import PLACES, Split


@dataclass(frozen=True, slots=True)
class Step:
    """A theme's part of the difference: from `start` to `end`, in mentions per hundred answers."""

    theme: ThemeName
    change: Change
    start: float
    end: float

    @property
    def interval(self) -> tuple[float, float]:
        """Of the difference, in percentage points, as wide as the verdict on it asks for."""
        low, high = difference_interval(self.change.now, self.change.before)
        return 100 * low, 100 * high

    @property
    def is_clear(self) -> bool:
        return self.change.direction != Direction.UNCLEAR


@dataclass(frozen=True, slots=True)
class Comparison:
    """`now` and `before` are the numbers of answers read in the one group and the other.

    The `steps` lead from `start` to `end`: first what differs beyond noise, the largest first. There are none where a
    group has too few answers.
    """

    now: int
    before: int
    start: float = 0.0
    end: float = 0.0
    steps: tuple[Step, ...] = ()
    direction: Direction = Direction.UNCLEAR  # of the whole difference, which may be clear where none of its steps is

    @property
    def has_enough(self) -> bool:
        return min(self.now, self.before) >= FEWEST_COMPARED

    @property
    def points(self) -> float:
        """The whole difference: the sum of its steps."""
        return self.end - self.start

    @property
    def told(self) -> float:
        """Where the steps that differ beyond noise end, and those of which nothing can be said begin."""
        return self.clear[-1].end if self.clear else self.start

    @property
    def unclear(self) -> tuple[Step, ...]:
        return self.steps[len(self.clear) :]

    @property
    def clear(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_clear)


def comparison(split: Split, *, themes: Iterable[ThemeName], polarity: str) -> Comparison:
    """Hold the one group of `split` against the other, in what they ask for or in what they praise."""
    read = _read(split)
    counted = Comparison(read[NOW], read[BEFORE])
    if not counted.has_enough:
        return counted
    return explained(counted, mentions_of_split(split), themes=themes, polarity=polarity)


def explained(counted: Comparison, said: Mentions, *, themes: Iterable[ThemeName], polarity: str) -> Comparison:
    """The same with its steps. Pure."""
    changes = _changes(counted, said, themes, polarity)
    ordered = sorted(changes.items(), key=lambda item: (_is_unclear(item[1]), -abs(item[1].points), item[0].label))
    start = 100 * sum(change.before.value for change in changes.values())
    places = list(accumulate((change.points for _, change in ordered), initial=start))
    steps = tuple(Step(theme, change, *places[place : place + 2]) for place, (theme, change) in enumerate(ordered))
    now = _Mean(places[-1], said.squares(polarity, NOW), counted.now)
    before = _Mean(start, said.squares(polarity, BEFORE), counted.before)
    return Comparison(counted.now, counted.before, before.mean, now.mean, steps, _direction(now, before))


@dataclass(frozen=True, slots=True)
class _Mean:
    """How many themes a hundred of `answers` speak of; `squares` is the sum over them of the squared number of each."""

    mean: float
    squares: int
    answers: int

    @property
    def variance(self) -> float:
        """Of the mean of one answer."""
        return (self.squares / self.answers - (self.mean / 100) ** 2) / self.answers


def _direction(now: _Mean, before: _Mean) -> Direction:
    """Of the difference of two means, if it is larger than `Z_CHANGE` standard errors."""
    gap = (now.mean - before.mean) / 100
    if abs(gap) <= Z_CHANGE * sqrt(max(now.variance + before.variance, 0.0)):
        return Direction.UNCLEAR
    return Direction.MORE if gap > 0 else Direction.LESS


def _changes(
    counted: Comparison, said: Mentions, themes: Iterable[ThemeName], polarity: str
) -> dict[ThemeName, Change]:
    """The change of every theme that either group speaks of."""
    now, before = said.by_theme(NOW), said.by_theme(BEFORE)
    pairs = (
        (theme, Share(now[theme.pk, polarity], counted.now), Share(before[theme.pk, polarity], counted.before))
        for theme in themes
    )
    return {
        theme: change
        for theme, share, earlier in pairs
        if (share.count or earlier.count) and (change := compare(share, earlier))
    }


def _is_unclear(change: Change) -> bool:
    return change.direction == Direction.UNCLEAR


def _read(split: Split) -> Mapping[str, int]:
    """Answers that the engine has read, by part."""
    rows = (
        split.chosen.answers()
        .filter(split.holds(), done())
        .annotate(slot=split.slot())
        .values_list("slot")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {NOW: 0, BEFORE: 0} | {PLACES[slot].part: number for slot, number in rows}
