"""Mail services tell of returned mails through anymail's signal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.utils import timezone

from surveys.models import Delivery, Suppression
from surveys.services.optout import opt_out
from surveys.tokens import person_key, survey_token
from tests.builders import a_conversation, an_invitation

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
STATE, CAUSE = Delivery.State, Suppression.Cause


def a_sent_mail(email: str = "kim@example.com", *, ago: timedelta = timedelta(0)) -> Delivery:
    conversation = a_conversation(email=email)
    conversation.person_key = person_key(email)
    conversation.save()
    invitation, _ = an_invitation(conversation=conversation)
    now = timezone.now() - ago
    return Delivery.objects.create(invitation=invitation, channel="email", due_at=now, state=STATE.SENT, sent_at=now)


def tell(event: str, email: str = "Kim@Example.com", **values: object) -> None:
    tracking.send(
        sender=None, event=AnymailTrackingEvent(event_type=event, recipient=email, **values), esp_name="Postmark"
    )


@pytest.mark.parametrize("event", ["bounced", "rejected"])
def test_a_mail_that_came_back_is_noted_and_the_address_left_alone(event: str) -> None:
    mail = a_sent_mail()
    tell(event, mta_response="550 5.1.1 unknown")
    mail.refresh_from_db()
    assert (mail.state, mail.outcome) == (STATE.BOUNCED, "550 5.1.1 unknown")
    row = Suppression.objects.get()
    assert (row.person_key, row.cause) == (person_key("kim@example.com"), CAUSE.BOUNCE)


@pytest.mark.parametrize(("event", "cause"), [("complained", CAUSE.COMPLAINT), ("unsubscribed", CAUSE.OPT_OUT)])
def test_who_complains_is_not_asked_again_but_got_the_mail(event: str, cause: str) -> None:
    mail = a_sent_mail()
    tell(event)
    mail.refresh_from_db()
    assert mail.state == STATE.SENT
    assert Suppression.objects.get().cause == cause


@pytest.mark.parametrize("event", ["sent", "delivered", "deferred", "opened", "clicked", "unknown"])
def test_what_else_is_told_changes_nothing(event: str) -> None:
    mail = a_sent_mail()
    tell(event)
    mail.refresh_from_db()
    assert mail.state == STATE.SENT
    assert not Suppression.objects.exists()


def test_telling_it_twice_changes_nothing() -> None:
    a_sent_mail(ago=timedelta(days=20))
    newer = a_sent_mail()
    tell("bounced", metadata={"delivery": str(newer.pk)})
    tell("bounced", metadata={"delivery": str(newer.pk)})
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == ["sent", "bounced"]


def test_without_metadata_the_newest_mail_is_meant() -> None:
    a_sent_mail(ago=timedelta(days=20))
    a_sent_mail()
    tell("bounced")
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == ["sent", "bounced"]


def test_a_delivery_of_somebody_else_is_not_touched() -> None:
    other = a_sent_mail("lee@example.com")
    tell("bounced", metadata={"delivery": str(other.pk)})
    other.refresh_from_db()
    assert other.state == STATE.SENT


@pytest.mark.parametrize("metadata", [None, {}, {"delivery": "x"}, {"delivery": "9" * 30}])
def test_odd_events_do_no_harm(metadata: dict[str, str] | None) -> None:
    tell("bounced", "nobody@example.com", metadata=metadata)
    tell("bounced", "", metadata=metadata)
    assert not Delivery.objects.exists()


def test_an_opt_out_stands_above_a_bounce_and_not_the_reverse() -> None:
    mail = a_sent_mail()
    tell("bounced")
    opt_out(token=survey_token(mail.invitation_id))
    assert Suppression.objects.get().cause == CAUSE.OPT_OUT
    tell("bounced")
    assert Suppression.objects.get().cause == CAUSE.OPT_OUT


def has_webhook(**environment: str) -> bool:
    """Whether a site started with this environment has the webhook's address; fails if it does not start."""
    script = "from django.urls import resolve; resolve('/anymail/postmark/tracking/')"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    found = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0 or "Resolver404" in found.stderr, found.stderr
    return found.returncode == 0


def test_the_webhook_is_there_only_for_those_who_use_a_mail_service() -> None:
    service = {"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": "name:a long random text"}
    assert has_webhook(ANYMAIL=json.dumps(service), AFTERCHAT_EMAIL_BACKEND="anymail.backends.postmark.EmailBackend")
    assert not has_webhook(ANYMAIL="")
