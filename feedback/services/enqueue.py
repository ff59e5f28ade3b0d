"""Put answers on the engine's queue. Kept apart from the engine itself, which a web process must never import."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.models import Analysis
from surveys.doorbell import ring_on_commit
from surveys.models import Answer, Response

ANALYSE_TASK = "feedback.analyse"


def enqueue_analysis(*, response: Response) -> None:
    """Owe an analysis for every answer of `response`, in the caller's transaction, and wake a worker after it."""
    Analysis.objects.bulk_create([Analysis(answer=answer) for answer in response.answers.all()], ignore_conflicts=True)
    ring_on_commit(ANALYSE_TASK)


def enqueue_imported(*, responses: Sequence[int]) -> None:
    """Owe an analysis for every answer of many responses, by their ids, and wake a worker once."""
    answers = Answer.objects.filter(response__in=responses).order_by("id").only("id")
    Analysis.objects.bulk_create([Analysis(answer=answer) for answer in answers], ignore_conflicts=True)
    ring_on_commit(ANALYSE_TASK)
