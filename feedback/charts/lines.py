"""Lines over time with the band of what is likely around them. A point that is None is a gap, never a zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from feedback.charts import HEIGHT, WIDTH

LONELY = 6.0  # half the width of a band around a single point


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its interval, all on the scale of the axis."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """Path data: `stroke` for the line (a lone point is a dot), `band` for the area, `end` for the last point."""

    stroke: str
    band: str
    end: str


def line(points: Sequence[Point | None], *, top: float) -> Line:
    """The line through `points`, evenly spaced, on an axis from 0 to `top`."""
    runs = list(_runs(points))
    last = runs[-1][-1] if runs else None
    return Line(
        stroke=" ".join(_stroke(run, len(points), top) for run in runs),
        band=" ".join(_band(run, len(points), top) for run in runs),
        end=f"{_at(last[0], last[1].value, len(points), top, 'M')}h0" if last else "",
    )


def dots(points: Sequence[Point | None], *, top: float) -> str:
    """Path data: a dot for each of `points` that is there, in the places they have on a line of all of them."""
    found = (
        f"{_at(place, point.value, len(points), top, 'M')}h0" for place, point in enumerate(points) if point is not None
    )
    return " ".join(found)


def _runs(points: Sequence[Point | None]) -> Iterator[list[tuple[int, Point]]]:
    """Stretches without a gap, every point with its place."""
    for is_there, run in groupby(enumerate(points), key=lambda item: item[1] is not None):
        if is_there:
            yield [(place, point) for place, point in run if point is not None]


def _stroke(run: Sequence[tuple[int, Point]], count: int, top: float) -> str:
    parts = [_at(place, point.value, count, top, "L" if number else "M") for number, (place, point) in enumerate(run)]
    return "".join(parts) + ("h0" if len(run) == 1 else "")


def _band(run: Sequence[tuple[int, Point]], count: int, top: float) -> str:
    if len(run) == 1:
        place, point = run[0]
        x, low, high = _x(place, count), _y(point.low, top), _y(point.high, top)
        left, right = max(x - LONELY, 0.0), min(x + LONELY, WIDTH)
        return f"M{left:.1f} {low:.1f}H{right:.1f}V{high:.1f}H{left:.1f}Z"
    lows = [_at(place, point.low, count, top, "L" if number else "M") for number, (place, point) in enumerate(run)]
    highs = [_at(place, point.high, count, top, "L") for place, point in reversed(run)]
    return "".join([*lows, *highs, "Z"])


def _at(place: int, value: float, count: int, top: float, command: str) -> str:
    return f"{command}{_x(place, count):.1f} {_y(value, top):.1f}"


def _x(place: int, count: int) -> float:
    return WIDTH * place / (count - 1) if count > 1 else WIDTH / 2


def _y(value: float, top: float) -> float:
    """What lies above the axis is drawn at its end."""
    return HEIGHT - HEIGHT * min(max(value, 0.0), top) / top
