"""Owe the engine a lesson. Kept apart from the engine itself, which a web process must never import."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from feedback.models import Relearning, Review
from surveys.doorbell import ring_on_commit
from surveys.locks import hold

RELEARN_TASK = "feedback.relearn"
# Somebody who is reviewing decides again within seconds: the lesson waits until they pause.
PAUSE = timedelta(seconds=45)


@transaction.atomic
def request_relearning(*, now: datetime, pause: timedelta = PAUSE) -> Relearning | None:
    """Owe a relearning if there are reviews that the last one did not know, or one is gone that it knew.

    None while there is nothing new, while somebody is still reviewing, or while one is under way.
    """
    hold("relearning")
    if Relearning.objects.filter(finished_at=None).exists():
        return None
    last = Relearning.objects.order_by("-id").first()
    reviews = Review.objects.aggregate(newest=Max("reviewed_at"))
    newest: datetime | None = reviews["newest"]
    if newest is not None and newest > now - pause:
        return None
    if not _is_new(last, newest):
        return None
    owed = Relearning.objects.create(learnt_until=newest or now, requested_at=now)
    ring_on_commit(RELEARN_TASK)
    return owed


def _is_new(last: Relearning | None, newest: datetime | None) -> bool:
    if last is None:
        return newest is not None
    known = Review.objects.filter(reviewed_at__lte=last.learnt_until).count()
    return known != last.reviews or (newest is not None and newest > last.learnt_until)
