"""Themes ranked by the share of answers that ask for them, with praise, change and the weeks beside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.selectors.codebook import ThemeName
from feedback.selectors.matches import IMPROVE, PRAISE
from feedback.selectors.mentions import Mentions
from feedback.selectors.periods import BEFORE
from feedback.selectors.proportions import Change, Share, compare
from feedback.selectors.quotes import Quote
from feedback.selectors.volume import Volume


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in one period. `change` is that of `improve`; `weekly` are its weeks, the oldest first."""

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
    mentions: Mentions,
    volume: Volume,
    *,
    themes: Sequence[ThemeName],
    quotes: Mapping[int, Quote],
    weeks: int,
) -> Ranking:
    """The themes somebody speaks of, pinned ones first, then those most often asked for; and those nobody speaks of.

    `mentions` and `volume` are of the same answers and weeks, of which the rows show the newest `weeks`.
    """
    now, before = mentions.by_theme(), mentions.by_theme(BEFORE)
    is_mentioned = {
        theme.pk: any(found[theme.pk, side] for found in (now, before) for side in (IMPROVE, PRAISE))
        for theme in themes
    }
    newest = list(enumerate(volume.weeks))[-weeks:]
    rows = []
    for theme in (theme for theme in themes if is_mentioned[theme.pk]):
        improve = Share(now[theme.pk, IMPROVE], volume.now.analysed)
        rows.append(
            ThemeRow(
                theme,
                improve,
                Share(now[theme.pk, PRAISE], volume.now.analysed),
                compare(improve, Share(before[theme.pk, IMPROVE], volume.before.analysed)),
                tuple(Share(mentions.weekly[number, theme.pk, IMPROVE], week.analysed) for number, week in newest),
                quotes.get(theme.pk),
            )
        )
    rows.sort(key=lambda row: (not row.theme.is_pinned, -row.improve.count, -row.praise.count, row.theme.label))
    return Ranking(tuple(rows), tuple(theme for theme in themes if not is_mentioned[theme.pk]))
