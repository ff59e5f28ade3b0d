"""How far the engine's themes can be trusted, measured by what people decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from django.db.models import Count, F, QuerySet, Sum

from feedback.models import Move, Relearning, Review
from feedback.selectors.answers import AnswerRow, Tag, answer_rows, load
from feedback.selectors.codebook import ThemeName
from feedback.selectors.proportions import Z_INTERVAL

# With fewer reviewed answers a figure would say more about those few than about the engine.
ENOUGH = 30
MOST_MOVES = 20


@dataclass(frozen=True, slots=True)
class Agreement:
    """Themes of reviewed answers: those the engine found and people kept, took away, or added."""

    answers: int
    agreed: int = 0
    wrong: int = 0
    missed: int = 0
    error: float = 0.0

    @property
    def is_enough(self) -> bool:
        return self.answers >= ENOUGH and self.weight > 0

    @property
    def weight(self) -> int:
        return 2 * self.agreed + self.wrong + self.missed

    @property
    def value(self) -> float:
        """Micro-averaged F1, in 0..1: 1 if nobody changed anything."""
        return 2 * self.agreed / self.weight if self.weight else 1.0

    @property
    def low(self) -> float:
        return max(0.0, self.value - Z_INTERVAL * self.error)

    @property
    def high(self) -> float:
        return min(1.0, self.value + Z_INTERVAL * self.error)


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer that the last relearning gave other themes."""

    row: AnswerRow
    gained: tuple[Tag, ...]
    lost: tuple[Tag, ...]


def agreement(teams: Sequence[int]) -> Agreement:
    """The agreement over every reviewed answer of `teams`."""
    twice, all_of = 2 * F("agreed"), 2 * F("agreed") + F("wrong") + F("missed")
    sums = Review.objects.filter(answer__response__team__in=teams).aggregate(
        answers=Count("pk"),
        kept=Sum("agreed", default=0),
        taken_away=Sum("wrong", default=0),
        added=Sum("missed", default=0),
        xx=Sum(twice * twice, default=0),
        xy=Sum(twice * all_of, default=0),
        yy=Sum(all_of * all_of, default=0),
    )
    found = Agreement(sums["answers"], sums["kept"], sums["taken_away"], sums["added"])
    return replace(found, error=_error(found, sums["xx"], sums["xy"], sums["yy"]))


def _error(found: Agreement, xx: int, xy: int, yy: int) -> float:
    """Standard error of a ratio of sums over answers, by linearisation (Cochran, Sampling Techniques, 1977, 6.4).

    Themes of one answer are right or wrong together more often than chance has it: answers are the sample, not themes.
    """
    if found.answers < 2 or not found.weight:
        return 0.0
    ratio = found.value
    spread = max(0.0, xx - 2 * ratio * xy + ratio * ratio * yy)
    return sqrt(found.answers / (found.answers - 1) * spread) / found.weight


def last_relearning() -> Relearning | None:
    """The lesson under way, or else the last one."""
    return Relearning.objects.order_by("-id").first()


def moved_by(
    relearning: Relearning, *, teams: Sequence[int], themes: dict[int, ThemeName]
) -> tuple[int, tuple[Moved, ...]]:
    """How many answers of `teams` it moved, and the newest of them."""
    moves: QuerySet[Move] = Move.objects.filter(relearning=relearning, answer__response__team__in=teams)
    newest = list(moves.order_by("-answer__response__submitted_at", "-pk")[:MOST_MOVES])
    rows = {row.pk: row for row in answer_rows(load(move.answer_id for move in newest), themes=themes)}
    return moves.count(), tuple(_moved(move, rows[move.answer_id], themes) for move in newest)


def _moved(move: Move, row: AnswerRow, themes: dict[int, ThemeName]) -> Moved:
    before, after = ({(theme, side) for theme, side in codes} for codes in (move.before, move.after))
    return Moved(row, _tags(after - before, themes), _tags(before - after, themes))


def _tags(codes: set[tuple[int, str]], themes: dict[int, ThemeName]) -> tuple[Tag, ...]:
    return tuple(Tag(themes[theme], side) for theme, side in sorted(codes) if theme in themes)
