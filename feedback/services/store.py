"""Write what the engine found: excerpts and matches of a batch in one transaction, people's decisions untouched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from feedback.models import Analysis, AnalysisRun, Excerpt, ThemeMatch
from feedback.services.merges import targets
from feedback.services.verdicts import verdicts_on
from feedback.themes.redact import mask
from feedback.themes.types import CodedExcerpt, Coding

WRITTEN = (
    *("run", "state", "leased_until", "engine_version", "sentiment", "polarity"),
    *("routes", "emotions", "redactions", "masked", "failure", "analysed_at"),
)


@transaction.atomic
def store_codings(*, run: AnalysisRun, analyses: Sequence[Analysis], codings: Sequence[Coding]) -> int:
    """Replace the engine's findings of `analyses` by `codings` (same order) and mark them done.

    An answer that was erased meanwhile is left out. What a person decided stays: a match they made, the absence of one
    they took away, and every theme of an answer they reviewed. Returns how many were stored.
    """
    alive = set(
        Analysis.objects.select_for_update().filter(pk__in=[row.pk for row in analyses]).values_list("pk", flat=True)
    )
    found = [(row, coding) for row, coding in zip(analyses, codings, strict=True) if row.pk in alive]
    _clear([row for row, _ in found if row.engine_version])  # the others were never stored
    _write_analyses(run, found)
    _write_matches(run, _write_excerpts(found))
    return len(found)


@transaction.atomic
def store_failure(*, run: AnalysisRun, analysis: Analysis, reason: str) -> None:
    """Set one analysis aside, with what the engine said."""
    Analysis.objects.filter(pk=analysis.pk).update(
        run=run, state=Analysis.State.FAILED, failure=reason[:300], leased_until=None
    )


def _clear(analyses: Iterable[Analysis]) -> None:
    ThemeMatch.objects.filter(excerpt__analysis__in=analyses, decided_by=ThemeMatch.DecidedBy.ENGINE).delete()
    Excerpt.objects.filter(analysis__in=analyses, matches=None).delete()


def _write_analyses(run: AnalysisRun, found: Sequence[tuple[Analysis, Coding]]) -> None:
    now = timezone.now()
    for row, coding in found:
        row.run = run
        row.state = Analysis.State.DONE
        row.leased_until = None
        row.engine_version = run.engine_version
        row.sentiment = coding.sentiment
        row.polarity = coding.polarity
        row.routes, row.emotions = list(coding.routes), list(coding.emotions)
        row.redactions = [[redaction.start, redaction.end, redaction.kind] for redaction in coding.redactions]
        row.masked = mask(row.answer.text, coding.redactions)
        row.failure = ""
        row.analysed_at = now
    # An upsert: one statement for the batch, where bulk_update would write a CASE per row and field.
    Analysis.objects.bulk_create(
        [row for row, _ in found], update_conflicts=True, unique_fields=["answer"], update_fields=WRITTEN
    )


def _write_excerpts(found: Sequence[tuple[Analysis, Coding]]) -> list[tuple[Excerpt, CodedExcerpt]]:
    pairs = [
        (Excerpt(analysis=row, start=clause.start, end=clause.end, sentiment=clause.sentiment), clause)
        for row, coding in found
        for clause in coding.excerpts
    ]
    # A person's match may have kept the excerpt of this span: take its id.
    Excerpt.objects.bulk_create(
        [excerpt for excerpt, _ in pairs],
        update_conflicts=True,
        unique_fields=["analysis", "start", "end"],
        update_fields=["sentiment"],
    )
    return pairs


def _write_matches(run: AnalysisRun, pairs: Iterable[tuple[Excerpt, CodedExcerpt]]) -> None:
    pairs = list(pairs)
    themes = targets()
    verdicts = verdicts_on({excerpt.analysis.answer_id for excerpt, _ in pairs})
    ThemeMatch.objects.bulk_create(
        [
            ThemeMatch(
                excerpt=excerpt,
                theme_id=themes[code.theme].theme,
                coded_as_id=themes[code.theme].coded_as,
                polarity=code.polarity,
                confidence=code.confidence,
                engine_version=run.engine_version,
            )
            for excerpt, clause in pairs
            for code in clause.themes
            if code.theme in themes and verdicts.allow(excerpt.analysis.answer_id, themes[code.theme], code.polarity)
        ],
        ignore_conflicts=True,  # a person said so already
    )
