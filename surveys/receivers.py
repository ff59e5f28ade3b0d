"""What mail services tell through anymail, in our terms."""

from __future__ import annotations

from typing import Any

from anymail.signals import EventType, tracking
from django.dispatch import receiver

from surveys.models import Suppression
from surveys.services.bounces import record_returned

DELIVERY = "delivery"  # the name under which a message carries its row's id
CAUSES = {
    EventType.BOUNCED: Suppression.Cause.BOUNCE,
    EventType.REJECTED: Suppression.Cause.BOUNCE,
    EventType.COMPLAINED: Suppression.Cause.COMPLAINT,
    EventType.UNSUBSCRIBED: Suppression.Cause.OPT_OUT,
}


@receiver(tracking, dispatch_uid="surveys.mail_event")
def on_mail_event(event: Any, **_: object) -> None:
    """A mail came back or was complained about; what else can be told about mails (opens, clicks) is not kept."""
    cause = CAUSES.get(event.event_type)
    if cause is None or not event.recipient:
        return
    known = str((event.metadata or {}).get(DELIVERY, ""))
    record_returned(
        address=event.recipient,
        delivery_id=int(known) if known.isdecimal() else None,
        cause=cause,
        outcome=event.mta_response or event.description or f"The mail service says: {event.event_type}",
    )
