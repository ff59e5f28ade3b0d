"""At most one reminder, off by default."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from surveys.models import Delivery, Suppression, SurveyRules
from surveys.services.deliver import deliver
from surveys.tokens import person_key
from tests.builders import a_conversation, a_response, an_invitation

pytestmark = pytest.mark.django_db
STATE, KIND = Delivery.State, Delivery.Kind
MINUTE = timedelta(minutes=1)


def sent(*, days: int = 3, **rules: object) -> Delivery:
    """An invitation that has gone out under rules with a reminder after `days`."""
    conversation = a_conversation()
    conversation.person_key = person_key(conversation.customer_email)
    conversation.save()
    SurveyRules.objects.filter(survey=conversation.source.survey).update(reminder_days=days, **rules)
    invitation, _ = an_invitation(conversation=conversation)
    first = Delivery.objects.create(invitation=invitation, channel="email", due_at=timezone.now() - MINUTE)
    deliver(delivery_id=first.pk, now=timezone.now())
    first.refresh_from_db()
    return first


def remind() -> Delivery:
    """The reminder, after its time has come."""
    reminder = Delivery.objects.get(kind=KIND.REMINDER)
    Delivery.objects.filter(pk=reminder.pk).update(due_at=timezone.now() - MINUTE)
    deliver(delivery_id=reminder.pk, now=timezone.now())
    reminder.refresh_from_db()
    return reminder


def test_nobody_is_reminded_by_default() -> None:
    assert SurveyRules().reminder_days == 0
    sent(days=0)
    assert not Delivery.objects.filter(kind=KIND.REMINDER).exists()


def test_a_reminder_goes_out_after_its_days_and_only_one() -> None:
    first = sent()
    reminder = Delivery.objects.get(kind=KIND.REMINDER)
    assert timedelta(days=3) - MINUTE < reminder.due_at - first.sent_at < timedelta(days=3) + MINUTE  # type: ignore[operator]
    assert remind().state == STATE.SENT
    assert [message.subject.startswith("A reminder") for message in mail.outbox] == [False, True]
    assert Delivery.objects.count() == 2


def test_a_reminder_waits_for_the_end_of_the_quiet_hours() -> None:
    sent(quiet_from=time(0), quiet_until=time(23, 59))
    due_at = timezone.localtime(Delivery.objects.get(kind=KIND.REMINDER).due_at)
    assert (due_at.hour, due_at.minute) == (23, 59)


def test_no_reminder_of_a_link_that_has_expired_by_then() -> None:
    sent(days=14)
    assert not Delivery.objects.filter(kind=KIND.REMINDER).exists()


def test_no_reminder_after_an_answer() -> None:
    a_response(conversation=sent().invitation.conversation)
    assert remind().cancel_reason == Delivery.CancelReason.ANSWERED


@pytest.mark.parametrize("cause", Suppression.Cause.values)
def test_no_reminder_after_an_opt_out_a_bounce_or_a_complaint(cause: str) -> None:
    Suppression.objects.create(person_key=sent().invitation.conversation.person_key, cause=cause)
    assert remind().state == STATE.CANCELLED
    assert len(mail.outbox) == 1


def test_no_reminder_when_the_customer_came_back() -> None:
    conversation = sent().invitation.conversation
    conversation.pk, conversation.closure_number = None, 2
    conversation.closed_at += MINUTE
    conversation.save(force_insert=True)
    assert remind().cancel_reason == Delivery.CancelReason.REOPENED
