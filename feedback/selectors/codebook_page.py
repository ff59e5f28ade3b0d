"""The codebook as managers edit it: groups, themes, what they count, and what was done to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from feedback.models import CodebookEdit, Theme, ThemeMatch
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.matches import IMPROVE, PRAISE, matches_of


@dataclass(frozen=True, slots=True)
class BookTheme:
    """A theme with the answers of all time that ask for it and praise it."""

    row: Theme
    asks: int
    praises: int

    @property
    def is_hidden(self) -> bool:
        return not self.row.is_active and self.row.merged_into_id is None


@dataclass(frozen=True, slots=True)
class BookGroup:
    row: Theme
    themes: tuple[BookTheme, ...]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging would do: answers that speak of the one, of the other, and of either, in any way."""

    moved: int
    target: int
    both: int

    @property
    def after(self) -> int:
        return self.target + self.moved - self.both


def book(teams: Sequence[int]) -> tuple[BookGroup, ...]:
    """Every group and theme, merged and hidden ones as well, with counts over `teams`."""
    counts = _counts(teams)
    rows = list(Theme.objects.select_related("merged_into").order_by("position", "label"))
    groups = [row for row in rows if row.parent_id is None]
    return tuple(
        BookGroup(
            group,
            tuple(
                BookTheme(row, counts[row.pk, IMPROVE], counts[row.pk, PRAISE])
                for row in rows
                if row.parent_id == group.pk
            ),
        )
        for group in groups
    )


def preview_merge(*, source: Theme, target: Theme, teams: Sequence[int]) -> MergePreview:
    """Counted in answers of `teams`; nothing is changed."""
    found = ThemeMatch.objects.filter(excerpt__analysis__answer__response__team__in=teams)
    speaks = {
        theme.pk: set(found.filter(theme=theme).values_list("excerpt__analysis", flat=True))
        for theme in (source, target)
    }
    one, other = speaks[source.pk], speaks[target.pk]
    return MergePreview(len(one), len(other), len(one & other))


def history() -> QuerySet[CodebookEdit]:
    """What was done, the newest first, with who did it and whether it was undone."""
    return CodebookEdit.objects.select_related("made_by").annotate(times_undone=Count("undone_by")).order_by("-id")


def _counts(teams: Sequence[int]) -> Counter[tuple[int, str]]:
    rows = (
        matches_of(AnswerFilter(teams=tuple(teams)))
        .values_list("theme", "polarity")
        .annotate(number=Count("excerpt__analysis", distinct=True))
    )
    return Counter({(theme, polarity): number for theme, polarity, number in rows})
