"""One sentence on top of the overview that says only what is true beyond noise. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.selectors.codebook import ThemeName
from feedback.selectors.proportions import FEWEST_COMPARED, Change, Direction, Share, is_clearly_ahead
from feedback.selectors.ranking import ThemeRow

MOST_LEADERS = 3


@dataclass(frozen=True, slots=True)
class Leader:
    theme: ThemeName
    share: Share


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands out: `change` of `changed`, if anything clearly changed; `leaders` are asked for most often.

    Several leaders cannot be told apart; none means that no theme stands out.
    """

    has_enough: bool
    changed: ThemeName | None = None
    change: Change | None = None
    leaders: tuple[Leader, ...] = ()
    is_compared: bool = False


def headline(rows: Sequence[ThemeRow], *, analysed: int) -> Headline:
    """What to say of `rows`, the ranked themes of a period with `analysed` answers."""
    if analysed < FEWEST_COMPARED:
        return Headline(has_enough=False)
    clear = [row for row in rows if row.change and row.change.direction != Direction.UNCLEAR]
    largest = max(clear, key=_size_of_change, default=None)
    return Headline(
        has_enough=True,
        changed=largest.theme if largest else None,
        change=largest.change if largest else None,
        leaders=_leaders(rows),
        is_compared=any(row.change for row in rows),
    )


def _size_of_change(row: ThemeRow) -> float:
    return abs(row.change.points) if row.change else 0.0


def _leaders(rows: Sequence[ThemeRow]) -> tuple[Leader, ...]:
    leaders = tuple(_not_behind_the_first(rows))
    return leaders if len(leaders) <= MOST_LEADERS else ()


def _not_behind_the_first(rows: Sequence[ThemeRow]) -> Iterator[Leader]:
    for row in rows:
        if row.improve.count and not is_clearly_ahead(rows[0].improve, row.improve):
            yield Leader(row.theme, row.improve)
