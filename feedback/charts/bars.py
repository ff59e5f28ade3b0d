"""A horizontal bar for one share, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.charts import WIDTH


@dataclass(frozen=True, slots=True)
class Bar:
    """`width` of the bar, and from where to where the interval reaches, in units of WIDTH; `goes_on`: beyond."""

    width: float
    low: float
    high: float
    goes_on: bool


def bar(value: float, low: float, high: float, *, top: float) -> Bar:
    """A bar on an axis from 0 to `top`; what reaches beyond is cut off there."""
    width, start, end = (round(WIDTH * min(max(part, 0.0), top) / top, 1) for part in (value, low, high))
    return Bar(width, start, end, goes_on=high > top)
