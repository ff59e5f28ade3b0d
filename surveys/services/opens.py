"""What became of a link before it was answered: opened, and by whom; begun."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from surveys.machines import is_machine
from surveys.models import Delivery, Invitation
from surveys.services.respond import find_invitation


def record_open(*, token: str, user_agent: str, now: datetime) -> None:
    """The survey page says that it is being looked at. Raises UnknownLink.

    Programs that run scripts say so as well: what looks like one is counted apart and is no open.
    """
    invitation = find_invitation(token=token)
    sent = invitation.deliveries.filter(kind=Delivery.Kind.INVITATION, sent_at__isnull=False).first()
    sent_at = sent.sent_at if sent else None
    if is_machine(user_agent=user_agent, since_sent=now - sent_at if sent_at else None):
        record_machine(invitation=invitation)
    else:
        Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=now)


def record_machine(*, invitation: Invitation) -> None:
    """A program has opened the page and given itself away."""
    Invitation.objects.filter(pk=invitation.pk).update(machine_opens=F("machine_opens") + 1)


def record_start(*, invitation: Invitation, now: datetime) -> None:
    """Something written has reached us, though it is no answer yet; the first time counts."""
    Invitation.objects.filter(pk=invitation.pk, started_at=None).update(started_at=now)
