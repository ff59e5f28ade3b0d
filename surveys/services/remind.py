"""At most one reminder of an invitation, if its survey's rules want one; they do not by default."""

from __future__ import annotations

from datetime import datetime, timedelta

from surveys.models import Delivery, rules_of


def schedule_reminder(*, sent: Delivery, now: datetime) -> Delivery | None:
    """Plan the reminder of an invitation that went out at `now`; None if there is none, or no time left for it.

    Whether it still makes sense is asked again when it is due: see `surveys.services.deliver`.
    """
    if sent.kind != Delivery.Kind.INVITATION:
        return None
    stored = rules_of(sent.invitation.survey)
    due_at = now + timedelta(days=stored.reminder_days)
    if stored.quiet_hours is not None:
        due_at = stored.quiet_hours.after(due_at)
    if not stored.reminder_days or due_at >= sent.invitation.expires_at:
        return None
    reminder, _ = Delivery.objects.get_or_create(
        invitation=sent.invitation, channel=sent.channel, kind=Delivery.Kind.REMINDER, defaults={"due_at": due_at}
    )
    return reminder
