"""Themes ranked by the share of answers that ask for them, with praise, change and the weeks beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from feedback.selectors.codebook import ThemeName
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.matches import IMPROVE, PRAISE, SUBMITTED, matches_of
from feedback.selectors.periods import Weeks
from feedback.selectors.proportions import Change, Share, compare
from feedback.selectors.quotes import Quote
from feedback.selectors.volume import Totals, Week


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in one period. `change` is that of `improve`; `weekly` are its latest weeks, the oldest first."""

    theme: ThemeName
    improve: Share
    praise: Share
    change: Change | None
    weekly: tuple[Share, ...]
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Ranking:
    rows: tuple[ThemeRow, ...]
    unmentioned: tuple[ThemeName, ...]


def ranking(
    chosen: AnswerFilter,
    *,
    themes: Iterable[ThemeName],
    counts: Totals,
    weeks: Weeks,
    volume: Sequence[Week],
    quotes: Mapping[int, Quote],
) -> Ranking:
    """The themes somebody speaks of, those most often asked for first, and those nobody does.

    `volume` holds the answers of the newest `weeks`, the denominators of the weekly shares.
    """
    found = _counts(chosen)
    by_week = _weekly_counts(chosen, weeks)
    recent = volume[-weeks.count :]
    rows, unmentioned = [], []
    for theme in themes:
        improve, improve_before = found[theme.pk, IMPROVE, True], found[theme.pk, IMPROVE, False]
        praise, praise_before = found[theme.pk, PRAISE, True], found[theme.pk, PRAISE, False]
        if not (improve or praise or improve_before or praise_before):
            unmentioned.append(theme)
            continue
        share = Share(improve, counts.analysed)
        weekly = tuple(Share(by_week[theme.pk, number], week.analysed) for number, week in enumerate(recent))
        change = compare(share, Share(improve_before, counts.analysed_before))
        rows.append(ThemeRow(theme, share, Share(praise, counts.analysed), change, weekly, quotes.get(theme.pk)))
    rows.sort(key=lambda row: (-row.improve.count, -row.praise.count, row.theme.label))
    return Ranking(tuple(rows), tuple(unmentioned))


def _counts(chosen: AnswerFilter) -> Counter[tuple[int, str, bool]]:
    """Answers by theme, polarity, and whether they are of the period or of the one before."""
    rows = (
        matches_of(chosen.during(chosen.period.with_previous))
        .annotate(is_now=chosen.period.holds(SUBMITTED))
        .values_list("theme", "polarity", "is_now")
        .annotate(number=Count("excerpt__analysis", distinct=True))
    )
    found: Counter[tuple[int, str, bool]] = Counter()
    for theme, polarity, is_now, number in rows:
        found[theme, polarity, is_now] = number
    return found


def _weekly_counts(chosen: AnswerFilter, weeks: Weeks) -> Counter[tuple[int, int]]:
    """Answers that ask for a theme, by theme and number of the week."""
    rows = (
        matches_of(chosen.during(weeks.period))
        .filter(polarity=IMPROVE)
        .annotate(week=weeks.number(SUBMITTED))
        .values_list("theme", "week")
        .annotate(number=Count("excerpt__analysis", distinct=True))
    )
    return Counter({(theme, week): number for theme, week, number in rows})
