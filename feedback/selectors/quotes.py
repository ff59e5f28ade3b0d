"""One short, typical sentence for each theme, in the customers' own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.db.models.functions import Substr

from feedback.selectors.filters import SERIOUS, AnswerFilter
from feedback.selectors.matches import matches_of
from feedback.selectors.segments import Mask, Segment, clip, segments

SHORTEST, LONGEST = 30, 160
# A clause ends where the next begins, often at one of these; a quote does not.
DANGLING = " ,;:–-"


@dataclass(frozen=True, slots=True)
class Quote:
    segments: tuple[Segment, ...]
    polarity: str
    answer: int


def quotes(chosen: AnswerFilter) -> dict[int, Quote]:
    """By theme, the clause the engine is surest of: what could be better first, without personal data if possible.

    Serious answers are never an example of anything.
    """
    start, end = F("excerpt__start"), F("excerpt__end")
    rows = (
        matches_of(chosen)
        .exclude(excerpt__analysis__routes__contains=[SERIOUS])
        .alias(is_clean=Q(excerpt__analysis__redactions=[]))
        .filter(excerpt__end__gte=start + SHORTEST, excerpt__end__lte=start + LONGEST)
        .order_by("theme", "polarity", "-is_clean", "-confidence", "-excerpt__analysis__answer", "excerpt__start")
        .distinct("theme")
    )
    # Only what is shown, cut out by the database: it has to sort every candidate, and whole answers can be long.
    clause = Substr("excerpt__analysis__answer__text", start + 1, end - start)
    columns = ("excerpt__analysis__answer", "excerpt__start", "excerpt__analysis__redactions")
    found = rows.values_list("theme", "polarity", *columns, clause)
    return {theme: _quote(*values) for theme, *values in found}


def _quote(polarity: str, answer: int, start: int, redactions: Iterable[tuple[int, int, str]], clause: str) -> Quote:
    masks = [Mask(*redaction) for redaction in redactions]
    clause = clause.rstrip(DANGLING)
    return Quote(segments(clause, (), clip(start, start + len(clause), masks)), polarity, answer)
