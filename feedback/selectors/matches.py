"""The themes that the answers of a filter speak of."""

from __future__ import annotations

from django.db.models import QuerySet

from feedback.models import Analysis, ThemeMatch
from feedback.selectors.filters import AnswerFilter

IMPROVE, PRAISE = ThemeMatch.Polarity.IMPROVE.value, ThemeMatch.Polarity.PRAISE.value
SUBMITTED = "excerpt__analysis__answer__response__submitted_at"


def matches_of(chosen: AnswerFilter) -> QuerySet[ThemeMatch]:
    """Matches with active themes in the population of `chosen`; what else it asks for is left out.

    An answer may have several matches with one theme: count `excerpt__analysis` distinctly.
    """
    return ThemeMatch.objects.filter(
        chosen.within_population("excerpt__analysis__answer__"),
        excerpt__analysis__state=Analysis.State.DONE,
        theme__is_active=True,
    ).order_by()
