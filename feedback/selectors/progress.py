"""How far the engine is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from feedback.models import Analysis


@dataclass(frozen=True)
class EngineProgress:
    """Of `answers` that came in by one source, `read` are done with; `failed` of those could not be read."""

    answers: int
    read: int
    failed: int


def engine_progress(*, source_id: int) -> EngineProgress:
    of_source = Analysis.objects.filter(answer__response__conversation__source=source_id)
    counts = of_source.aggregate(
        answers=Count("id"),
        read=Count("id", filter=~Q(state=Analysis.State.PENDING)),
        failed=Count("id", filter=Q(state=Analysis.State.FAILED)),
    )
    return EngineProgress(**counts)
