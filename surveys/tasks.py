"""What a worker does for surveys; each task gets row ids and may come twice or never."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from surveys.doorbell import ring
from surveys.services import deliver as delivering
from surveys.services.importing.jobs import IMPORT_TASK, run_import, sweep_imports
from surveys.services.invite import DELIVER_TASK

RUNG_PER_SWEEP = 200


@shared_task(name=DELIVER_TASK)
def deliver(delivery_id: int) -> None:
    delivering.deliver(delivery_id=delivery_id, now=timezone.now())


@shared_task(name=IMPORT_TASK)
def import_answers(job_id: int) -> None:
    run_import(job_id=job_id)


@shared_task(name="surveys.sweep")
def sweep() -> None:
    """Ring for what is due, and for what a dead worker has left behind."""
    for delivery_id in delivering.due_ids(limit=RUNG_PER_SWEEP):
        ring(DELIVER_TASK, delivery_id)
    sweep_imports(now=timezone.now())
