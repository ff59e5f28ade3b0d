"""Steps that lead from one total to another, each a bar that floats where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.charts import WIDTH

MARGIN = 0.06  # of the room, left and right of everything
THINNEST = 4.0  # so that a step of almost nothing can be seen
LEAST = 5.0  # the axis holds at least so much, so that almost nothing does not look like a lot


@dataclass(frozen=True, slots=True)
class Waterfall:
    """In units of WIDTH: where the totals stand, and for every step its left end, its width and where it stops."""

    start: float
    end: float
    bars: tuple[tuple[float, float, float], ...]


def waterfall(start: float, end: float, steps: Sequence[tuple[float, float]]) -> Waterfall:
    """The axis holds all steps and no more: it does not begin at zero, since the bars are differences."""
    places = [start, end, *(place for step in steps for place in step)]
    middle, room = (min(places) + max(places)) / 2, max(max(places) - min(places), LEAST)
    low = middle - room / 2

    def x(place: float) -> float:
        return round(WIDTH * (MARGIN + (1 - 2 * MARGIN) * (place - low) / room), 1)

    bars = tuple((min(x(a), x(b)), max(round(abs(x(b) - x(a)), 1), THINNEST), x(b)) for a, b in steps)
    return Waterfall(x(start), x(end), bars)
