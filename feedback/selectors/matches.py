"""The themes that the answers of a filter speak of."""

from __future__ import annotations

from django.db.models import QuerySet

from feedback.models import Analysis, ThemeMatch
from feedback.selectors.filters import AnswerFilter

IMPROVE, PRAISE = ThemeMatch.Polarity.IMPROVE.value, ThemeMatch.Polarity.PRAISE.value
ANSWER = "excerpt__analysis__answer__"  # the way from a match to its answer
SUBMITTED = f"{ANSWER}response__submitted_at"


def matches_of(chosen: AnswerFilter) -> QuerySet[ThemeMatch]:
    """Matches with active themes in the answers of `chosen`.

    An answer may have several matches with one theme: count `excerpt__analysis` distinctly.
    """
    return ThemeMatch.objects.filter(
        chosen.condition(answer=ANSWER, analysis="excerpt__analysis__"),
        excerpt__analysis__state=Analysis.State.DONE,
        theme__is_active=True,
    ).order_by()
