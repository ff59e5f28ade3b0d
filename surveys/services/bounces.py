"""Mail that came back, or that its reader called spam."""

from __future__ import annotations

import logging

from django.db import transaction

from surveys.models import Delivery, Suppression
from surveys.services.suppress import suppress
from surveys.tokens import person_key

logger = logging.getLogger(__name__)


def record_returned(*, address: str, delivery_id: int | None, cause: Suppression.Cause, outcome: str) -> None:
    """Note that mail to `address` is not to be sent again, and which delivery showed it, if that is known.

    A complaint or an opt-out came from somebody who got the mail: the delivery stays sent. Saying it twice changes
    nothing. Reminders that wait are called off when their turn comes.
    """
    with transaction.atomic():
        suppress(person=person_key(address), cause=cause)
        if cause == Suppression.Cause.BOUNCE:
            _mark_bounced(address, delivery_id, outcome)


def _mark_bounced(address: str, delivery_id: int | None, outcome: str) -> None:
    sent = Delivery.objects.filter(invitation__conversation__person_key=person_key(address), state=Delivery.State.SENT)
    found = sent.filter(pk=delivery_id) if delivery_id else sent.order_by("-sent_at")[:1]
    changed = Delivery.objects.filter(pk__in=[row.pk for row in found]).update(
        state=Delivery.State.BOUNCED, outcome=outcome[:300]
    )
    if not changed:
        logger.info("A bounce was reported for a mail that is not ours or is known as bounced.")
