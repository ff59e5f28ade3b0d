"""Charts as SVG, drawn on the server. Each says in words what it shows and stands beside a table of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template

from feedback.charts.bars import bar
from feedback.charts.columns import Column, columns
from feedback.charts.lines import Line, Point, dots, line
from feedback.charts.scale import count_top, share_top
from feedback.charts.waterfall import waterfall
from feedback.selectors.comparison import Comparison, Step
from feedback.selectors.proportions import Share, is_unusual, usual_ranges
from feedback.selectors.theme_page import Part, TrendWeek
from feedback.selectors.volume import Week

register = template.Library()

# From the bottom of a column to its top; a share of the answers whose sentiment is not known yet lies above them.
SENTIMENTS = ("pos", "neu", "mixed", "neg")
STACK = (*SENTIMENTS, "unread")

# A week of fewer answers has an interval so wide that it would flatten all others.
STEADY = 20


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    week: Week
    column: Column


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """A step of a waterfall, None for all that is unclear: from `x`, `width` wide; the next is at `stop`."""

    step: Step | None
    x: float
    width: float
    stop: float


@dataclass(frozen=True, slots=True)
class DrawnFall:
    start: float
    end: float
    steps: tuple[DrawnStep, ...]


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    return items[place]


@register.filter
def top_of_parts(parts: Sequence[Part]) -> float:
    """The same for teams or agents, those with too few answers left out."""
    return top_of([part for part in parts if part.has_enough])


@register.filter
def top_of(rows: Sequence[Any]) -> float:
    """One axis for every bar of a list: the end of it, for rows or parts with `improve` and `praise`."""
    return share_top(max((max(row.improve.value, row.praise.value) for row in rows), default=0.0) * 1.5)


@register.filter
def top_of_shares(rows: Sequence[Any]) -> float:
    """The same for rows with one `share`."""
    return share_top(max((row.share.value for row in rows), default=0.0) * 1.5)


@register.filter
def weekly_top_of(rows: Sequence[Any]) -> float:
    """The same for the weekly shares of ranked themes."""
    return share_top(max((week.value for row in rows for week in row.weekly), default=0.0))


@register.inclusion_tag("feedback/charts/bar.html")
def share_bar(share: Share, polarity: str, top: float) -> dict[str, Any]:
    return {"bar": bar(share.value, share.low, share.high, top=top), "polarity": polarity, "share": share}


@register.inclusion_tag("feedback/charts/spark.html")
def spark(weekly: Sequence[Share], top: float) -> dict[str, Any]:
    """The weeks of a theme in the band of its usual range, with a dot where one lies outside."""
    ranges = usual_ranges(weekly)
    points = [Point(share.value, *usual) if usual else None for share, usual in zip(weekly, ranges, strict=True)]
    known = [(share, usual) for share, usual in zip(weekly, ranges, strict=True) if usual]
    return {
        "line": line(points, top=top),
        "unusual": unusual_dots(weekly, top),
        "unusual_weeks": sum(is_unusual(*pair) for pair in known),
        "first": known[0][0] if known else None,
        "last": known[-1][0] if known else None,
        "usual": known[-1][1] if known else None,
        "is_unusual": bool(known) and is_unusual(*known[-1]),
    }


@register.simple_tag
def waterfall_of(found: Comparison) -> DrawnFall:
    """A comparison as a waterfall: what is clear step by step, all the rest as the last one."""
    parts: list[Step | None] = [*found.clear, *([None] if found.unclear else [])]
    places = [(step.start, step.end) if step else (found.told, found.end) for step in parts]
    drawn = waterfall(found.start, found.end, places)
    steps = tuple(DrawnStep(step, *bar) for step, bar in zip(parts, drawn.bars, strict=True))
    return DrawnFall(drawn.start, drawn.end, steps)


@register.inclusion_tag("feedback/charts/lines.html")
def share_trend(weeks: Sequence[TrendWeek], polarity: str, top: float) -> dict[str, Any]:
    """One panel of the theme page: the weekly share of one polarity, on the axis it has in common with the other."""
    shares = [getattr(week, polarity) for week in weeks]
    return {
        "line": share_line(shares, top),
        "unusual": unusual_dots(shares, top),
        "polarity": polarity,
        "ticks": (top, top / 2, 0.0),
        "first": weeks[0].period.first,
        "last": weeks[-1].period.last,
        "known": [share for share in shares if share.total],
    }


@register.filter
def trend_top(weeks: Sequence[TrendWeek]) -> float:
    """Both panels' axis: it holds every share, and the interval of every week but those of a handful of answers."""
    shares = [share for week in weeks for share in (week.improve, week.praise)]
    return share_top(max((max(s.value * 1.25, s.high if s.total >= STEADY else 0.0) for s in shares), default=0.0))


@register.inclusion_tag("feedback/charts/columns.html", takes_context=True)
def weekly_columns(context: dict[str, Any], weeks: Sequence[Week]) -> dict[str, Any]:
    shown = _without_leading_silence(weeks)
    top = count_top(max(week.answers for week in shown))
    stacks = [[*(week.sentiments.get(kind, 0) for kind in SENTIMENTS), week.answers - week.analysed] for week in shown]
    return {
        "request": context["request"],
        "columns": [DrawnColumn(week, column) for week, column in zip(shown, columns(stacks, top=top), strict=True)],
        "weeks": [{"week": week, "sentiments": stack[:-1]} for week, stack in zip(shown, stacks, strict=True)],
        "kinds": STACK,
        "ticks": (top, top // 2, 0),
        "first": shown[0].period.first,
        "last": shown[-1].period.last,
        "total": sum(week.answers for week in shown),
    }


def share_line(shares: Sequence[Share], top: float) -> Line:
    return line([Point(share.value, share.low, share.high) if share.total else None for share in shares], top=top)


def unusual_dots(shares: Sequence[Share], top: float) -> str:
    """A dot for each of consecutive shares that chance alone would not have put where it is."""
    pairs = zip(shares, usual_ranges(shares), strict=True)
    points = [Point(share.value, share.low, share.high) if is_unusual(share, usual) else None for share, usual in pairs]
    return dots(points, top=top)


def _without_leading_silence(weeks: Sequence[Week]) -> Sequence[Week]:
    """The weeks since the first answer, at least eight of them."""
    silent = next((number for number, week in enumerate(weeks) if week.answers), len(weeks))
    return weeks[min(silent, max(len(weeks) - 8, 0)) :]
