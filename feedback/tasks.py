"""The engine's tasks; rung by name, because only a worker can import them (feedback.services.enqueue)."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from feedback.services.analyse import analyse_waiting
from feedback.services.claim import waiting
from feedback.services.enqueue import ANALYSE_TASK
from feedback.services.learnt_engine import engine_after, shared_engine
from feedback.services.relearn import claim_relearning, read_again, waiting_relearnings
from feedback.services.relearn_request import RELEARN_TASK, request_relearning
from surveys.doorbell import ring

# Short enough for a mail that is due not to wait behind an import.
SECONDS_AT_A_STRETCH = 10.0


@shared_task(name=ANALYSE_TASK)
def analyse() -> None:
    """Analyse what waits, and ring again if there is more."""
    if not analyse_waiting(engine=shared_engine(), seconds=SECONDS_AT_A_STRETCH):
        ring(ANALYSE_TASK)


@shared_task(name=RELEARN_TASK)
def relearn() -> None:
    """Learn from people's decisions and read older answers again, and ring again if there are more."""
    owed = claim_relearning()
    if owed and not read_again(relearning=owed, engine=engine_after(owed), seconds=SECONDS_AT_A_STRETCH):
        ring(RELEARN_TASK)


@shared_task(name="feedback.sweep")
def sweep() -> None:
    """Ring for work whose message was lost or whose worker died, and for what people have decided meanwhile."""
    if waiting().exists():
        ring(ANALYSE_TASK)
    request_relearning(now=timezone.now())
    if waiting_relearnings().exists():
        ring(RELEARN_TASK)
