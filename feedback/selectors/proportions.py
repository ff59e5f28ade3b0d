"""Shares of answers, how sure we can be of them, and when two of them differ by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

Z_INTERVAL = 1.96
# A page compares some twenty themes. At three standard errors, chance alone makes about one page in twenty speak of a
# change; at the usual two it would be every other page.
Z_CHANGE = 3.0
# With fewer answers on a side, the intervals are right and yet the next answer may turn everything round.
FEWEST_COMPARED = 20


class Direction(StrEnum):
    MORE = "more"
    LESS = "less"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total` answers."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """From 0 to 1; 0 of nothing is 0."""
        return self.count / self.total if self.total else 0.0

    @property
    def low(self) -> float:
        return wilson(self.count, self.total)[0]

    @property
    def high(self) -> float:
        return wilson(self.count, self.total)[1]


@dataclass(frozen=True, slots=True)
class Change:
    """A share in a period and in the equally long period before it."""

    now: Share
    before: Share
    direction: Direction

    @property
    def points(self) -> float:
        """Percentage points, from -100 to 100."""
        return 100 * (self.now.value - self.before.value)


def wilson(count: int, total: int, *, z: float = Z_INTERVAL) -> tuple[float, float]:
    """Wilson's score interval of a share, within 0..1; everything is possible where nothing was counted."""
    if not total:
        return 0.0, 1.0
    share = count / total
    centre = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    # At the ends the formula is exact in theory and off by a rounding error in practice.
    low = 0.0 if count == 0 else (centre - spread) / scale
    high = 1.0 if count == total else (centre + spread) / scale
    return low, high


def usual_ranges(shares: Sequence[Share], *, z: float = Z_CHANGE) -> tuple[tuple[float, float] | None, ...]:
    """For every one of consecutive shares, where chance alone would put it: the control limits of a p-chart.

    They lie `z` standard errors and half an answer (for continuity) around the share of all of them together, the wider
    the fewer answers there were; None where there were none.
    """
    total = sum(share.total for share in shares)
    usual = sum(share.count for share in shares) / total if total else 0.0
    return tuple(_limits(usual, share.total, z) if share.total else None for share in shares)


def _limits(usual: float, total: int, z: float) -> tuple[float, float]:
    spread = z * sqrt(usual * (1 - usual) / total) + 1 / (2 * total)
    # One answer alone is never out of the ordinary.
    return max(usual - spread, 0.0), min(max(usual + spread, 1 / total), 1.0)


def is_unusual(share: Share, usual: tuple[float, float] | None) -> bool:
    return usual is not None and not usual[0] <= share.value <= usual[1]


def difference_interval(now: Share, before: Share, *, z: float = Z_CHANGE) -> tuple[float, float]:
    """Newcombe's interval of `now - before`, built from the two Wilson intervals (his method 10)."""
    gap = now.value - before.value
    now_low, now_high = wilson(now.count, now.total, z=z)
    before_low, before_high = wilson(before.count, before.total, z=z)
    down = sqrt((now.value - now_low) ** 2 + (before_high - before.value) ** 2)
    up = sqrt((now_high - now.value) ** 2 + (before.value - before_low) ** 2)
    return gap - down, gap + up


def compare(now: Share, before: Share) -> Change | None:
    """What happened to a share, None where one of the periods has no answers. With few of them nothing is clear."""
    if not now.total or not before.total:
        return None
    if min(now.total, before.total) < FEWEST_COMPARED:
        return Change(now, before, Direction.UNCLEAR)
    low, high = difference_interval(now, before)
    direction = Direction.MORE if low > 0 else Direction.LESS if high < 0 else Direction.UNCLEAR
    return Change(now, before, direction)


def is_clearly_ahead(first: Share, second: Share, *, z: float = Z_INTERVAL) -> bool:
    """Whether `first` leads `second`, two shares of the same answers.

    The spread is that of answers which never speak of both, the widest there can be: the verdict errs on the safe side.
    """
    gap = first.value - second.value
    spread = sqrt(max(first.value + second.value - gap * gap, 0.0) / first.total) if first.total else 0.0
    return gap > z * spread
