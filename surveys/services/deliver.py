"""Bring invitations to their customers. A row of `Delivery` is claimed, worked on outside any transaction, recorded.

The database's clock alone says what is due and whose lease is over, so that workers with wrong clocks do no harm. A
worker that dies while it sends leaves a lease that runs out; the next one sends the same message again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from surveys.delivery import email
from surveys.delivery.errors import AddressRefused, PermanentFailure, TemporaryFailure
from surveys.models import Conversation, Delivery, Suppression
from surveys.services.remind import schedule_reminder
from surveys.services.respond import Standing, standing
from surveys.services.suppress import suppress
from surveys.tokens import person_key

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=2)  # far longer than a send; one that takes longer still goes out twice, as the same mail
# How long to wait after the first, second … failed attempt: almost two days in all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
STATE = Delivery.State


def due_ids(*, limit: int) -> list[int]:
    """The deliveries that wait for a worker, the longest waiting first."""
    return list(_waiting().order_by("due_at").values_list("id", flat=True)[:limit])


def deliver(*, delivery_id: int, now: datetime) -> None:
    """Send one delivery if it is due and nobody else has it; record what came of it."""
    delivery = _claim(delivery_id)
    if delivery is None:
        return
    if delivery.attempts > MAX_ATTEMPTS:  # every attempt took its worker down
        _record(delivery, state=STATE.FAILED, outcome="Given up: no attempt came to an end.")
        return
    if reason := _reason_not_to_send(delivery, now):
        _record(delivery, state=STATE.CANCELLED, cancel_reason=reason, outcome=reason.label)
        return
    try:
        email.send(delivery)
    except AddressRefused as error:
        _record(delivery, state=STATE.BOUNCED, outcome=str(error))
        suppress(person=person_key(delivery.invitation.conversation.customer_email), cause=Suppression.Cause.BOUNCE)
    except PermanentFailure as error:
        _record(delivery, state=STATE.FAILED, outcome=str(error))
    except TemporaryFailure as error:
        _retry(delivery, outcome=str(error))
    else:
        _record(delivery, state=STATE.SENT, outcome="", sent_at=Now())
        schedule_reminder(sent=delivery, now=now)


def _waiting() -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        Q(state=STATE.PENDING, due_at__lte=Now()) | Q(state=STATE.SENDING, leased_until__lte=Now())
    )


def _claim(delivery_id: int) -> Delivery | None:
    """Take the row for this worker; None if it is not due, or another was faster."""
    won = (
        _waiting()
        .filter(id=delivery_id)
        .update(state=STATE.SENDING, leased_until=Now() + LEASE, attempts=F("attempts") + 1)
    )
    if not won:
        return None
    return Delivery.objects.select_related("invitation__conversation", "invitation__survey").get(id=delivery_id)


def _reason_not_to_send(delivery: Delivery, now: datetime) -> Delivery.CancelReason | None:
    reasons = Delivery.CancelReason
    person = delivery.invitation.conversation.person_key
    suppression = Suppression.objects.filter(person_key=person).first() if person else None
    if suppression:
        return reasons.UNREACHABLE if suppression.cause == Suppression.Cause.BOUNCE else reasons.OPTED_OUT
    if delivery.kind == Delivery.Kind.REMINDER and _has_gone_on(delivery.invitation.conversation):
        return reasons.REOPENED
    match standing(invitation=delivery.invitation, now=now):
        case Standing.ANSWERED:
            return reasons.ANSWERED
        case Standing.EXPIRED:
            return reasons.EXPIRED
    return None


def _has_gone_on(conversation: Conversation) -> bool:
    """Whether the chat was closed again since, so that a reminder would be about something past."""
    later = Conversation.objects.filter(source_id=conversation.source_id, external_id=conversation.external_id)
    return later.filter(closed_at__gt=conversation.closed_at).exists()


def _retry(delivery: Delivery, *, outcome: str) -> None:
    logger.warning("Delivery %s, attempt %s: %s", delivery.id, delivery.attempts, outcome)
    if delivery.attempts >= MAX_ATTEMPTS:
        _record(delivery, state=STATE.FAILED, outcome=outcome)
    else:
        _record(delivery, state=STATE.PENDING, outcome=outcome, due_at=Now() + PAUSES[delivery.attempts - 1])


def _record(delivery: Delivery, *, state: Delivery.State, outcome: str, **values: object) -> None:
    """Write what came of an attempt, unless the lease ran out meanwhile and another worker has taken over."""
    Delivery.objects.filter(id=delivery.id, state=STATE.SENDING, attempts=delivery.attempts).update(
        state=state, outcome=outcome, leased_until=None, **values
    )
