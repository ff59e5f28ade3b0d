"""A person deals with a serious answer, or takes that back."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils import timezone

from feedback.models import Followup
from surveys.models import Answer


def close_case(*, answer: Answer, user: User, note: str) -> Followup:
    """Write down that `user` dealt with `answer`. What somebody wrote before stays: the first decision holds."""
    followup, _ = Followup.objects.get_or_create(
        answer=answer, defaults={"decided_by": user, "decided_at": timezone.now(), "note": note}
    )
    return followup


def reopen_case(*, answer: Answer) -> None:
    """Put `answer` back on top, as if nobody had dealt with it."""
    Followup.objects.filter(answer=answer).delete()
