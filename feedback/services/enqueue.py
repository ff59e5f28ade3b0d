"""Put answers on the engine's queue. Kept apart from the engine itself, which a web process must never import."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from feedback.models import Analysis
from surveys.doorbell import ring_on_commit
from surveys.models import Response

ANALYSE_TASK = "feedback.analyse"
# What bulk_create would write; one statement that never leaves the database takes a twentieth of the time.
ENQUEUE = """
    INSERT INTO feedback_analysis
        (answer_id, state, attempts, engine_version, sentiment, routes, emotions, redactions, masked, failure)
    SELECT id, 'pending', 0, '', '', '{}', '{}', '[]', '', '' FROM surveys_answer
    WHERE response_id = ANY(%s) ORDER BY id
    ON CONFLICT DO NOTHING
"""


def enqueue_analysis(*, response: Response) -> None:
    """Owe an analysis for every answer of `response`, in the caller's transaction, and wake a worker after it."""
    enqueue_imported(responses=[response.pk])


def enqueue_imported(*, responses: Sequence[int]) -> None:
    """Owe an analysis for every answer of many responses, by their ids, and wake a worker once."""
    with connection.cursor() as cursor:
        cursor.execute(ENQUEUE, [list(responses)])
    ring_on_commit(ANALYSE_TASK)


def enqueue_again(*, only_failed: bool = False) -> int:
    """Owe every finished analysis once more (or only the failed ones), and wake a worker; the number of them.

    Until the engine has read an answer again, the dashboard counts it as waiting.
    """
    states = [Analysis.State.FAILED] if only_failed else [Analysis.State.FAILED, Analysis.State.DONE]
    count = Analysis.objects.filter(state__in=states).update(
        state=Analysis.State.PENDING, attempts=0, leased_until=None, failure=""
    )
    ring_on_commit(ANALYSE_TASK)
    return count
