"""Round numbers for the vertical axis."""

from __future__ import annotations

from math import ceil, log10

SHARE_TOPS = (0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.16, 0.2, 0.24, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
COUNT_STEPS = (2, 4, 6, 10, 20)


def share_top(highest: float) -> float:
    """The end of an axis of shares that holds `highest`, such that half of it is a round number too."""
    return next((top for top in SHARE_TOPS if highest <= top), 1.0)


def count_top(highest: int) -> int:
    """The end of an axis of counts that holds `highest`, an even number and at least 2."""
    unit: int = 10 ** max(0, ceil(log10(max(highest, 1))) - 1)
    return next(step * unit for step in COUNT_STEPS if highest <= step * unit)
