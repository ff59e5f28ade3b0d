"""Claim waiting analyses: the row is the queue, and a lease says who holds it.

A worker that dies leaves its lease to run out; the rows are then claimed again, one at a time, so that an answer that
kills the engine takes no neighbour with it and ends, after `MAX_ATTEMPTS`, as failed instead of going round for ever.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from feedback.models import Analysis

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 5
UNEXPLAINED = "The worker stopped every time it read this answer."


def waiting() -> QuerySet[Analysis]:
    """Analyses that nobody holds. The database's clock decides, so workers need not agree on the time."""
    return Analysis.objects.filter(Q(leased_until=None) | Q(leased_until__lt=Now()), state=Analysis.State.PENDING)


def claim(*, limit: int) -> list[Analysis]:
    """Take up to `limit` waiting analyses, the newest first, so that a live answer overtakes an import.

    Answers that were tried before come alone. The answers' texts and questions are loaded with them.
    """
    with transaction.atomic():
        rows = waiting().select_for_update(skip_locked=True).order_by("attempts", "-id").values_list("id", "attempts")
        found = list(rows[:limit])
        taken = [pk for pk, attempts in found if attempts == 0] or [pk for pk, _ in found[:1]]
        Analysis.objects.filter(pk__in=taken).update(leased_until=Now() + LEASE, attempts=F("attempts") + 1)
    claimed = Analysis.objects.filter(pk__in=taken).select_related("answer__question").defer("masked", "search")
    return list(claimed.order_by("id"))


def give_up_on_the_hopeless() -> int:
    """Mark as failed what was claimed `MAX_ATTEMPTS` times and never came back; the number of them."""
    return waiting().filter(attempts__gte=MAX_ATTEMPTS).update(state=Analysis.State.FAILED, failure=UNEXPLAINED)
