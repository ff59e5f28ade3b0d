"""The engine's tasks; rung by name, because only a worker can import them (feedback.services.enqueue)."""

from __future__ import annotations

from celery import shared_task

from feedback.services.analyse import analyse_waiting, shared_engine
from feedback.services.claim import waiting
from feedback.services.enqueue import ANALYSE_TASK
from surveys.doorbell import ring

# Short enough for a mail that is due not to wait behind an import.
SECONDS_AT_A_STRETCH = 10.0


@shared_task(name=ANALYSE_TASK)
def analyse() -> None:
    """Analyse what waits, and ring again if there is more."""
    if not analyse_waiting(engine=shared_engine(), seconds=SECONDS_AT_A_STRETCH):
        ring(ANALYSE_TASK)


@shared_task(name="feedback.sweep")
def sweep() -> None:
    """Ring for answers whose message was lost or whose worker died."""
    if waiting().exists():
        ring(ANALYSE_TASK)
