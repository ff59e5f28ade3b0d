from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import current_app
from django.core import mail
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import Settings

from surveys import tasks
from surveys.models import Delivery, Suppression
from surveys.services import deliver
from surveys.services.respond import submit
from surveys.tokens import person_key, survey_token
from tests.builders import a_conversation, an_invitation
from tests.surveys.answering import question
from tests.surveys.closing import at_once
from tests.surveys.conftest import Rung
from tests.surveys.smtp import MailServer, a_mail_server

pytestmark = pytest.mark.django_db
STATE = Delivery.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with a_mail_server(settings) as running:
        yield running


def a_delivery(*, due: timedelta = -MINUTE, open_for: timedelta = timedelta(days=14), **values: object) -> Delivery:
    conversation = a_conversation()
    conversation.person_key = person_key(conversation.customer_email)
    conversation.save()
    invitation, _ = an_invitation(conversation=conversation, open_for=open_for)
    return Delivery.objects.create(invitation=invitation, channel="email", due_at=timezone.now() + due, **values)


def run(delivery: Delivery) -> Delivery:
    deliver.deliver(delivery_id=delivery.id, now=timezone.now())
    delivery.refresh_from_db()
    return delivery


def make_due(delivery: Delivery) -> None:
    Delivery.objects.filter(id=delivery.id).update(due_at=timezone.now() - MINUTE)


def test_a_due_delivery_is_sent_and_recorded() -> None:
    delivery = run(a_delivery())
    assert (delivery.state, delivery.attempts, delivery.outcome) == (STATE.SENT, 1, "")
    assert delivery.sent_at and delivery.leased_until is None
    assert len(mail.outbox) == 1


def test_a_message_that_comes_twice_sends_once() -> None:
    delivery = a_delivery()
    run(delivery)
    run(delivery)
    assert len(mail.outbox) == 1


def test_a_delivery_that_is_not_due_waits() -> None:
    assert run(a_delivery(due=MINUTE)).state == STATE.PENDING
    assert mail.outbox == []


def test_a_delivery_another_worker_holds_is_left_alone() -> None:
    held = a_delivery(state=STATE.SENDING, leased_until=timezone.now() + MINUTE, attempts=1)
    assert run(held).attempts == 1
    assert mail.outbox == []


def test_a_delivery_of_a_dead_worker_is_sent() -> None:
    assert run(a_delivery(state=STATE.SENDING, leased_until=timezone.now() - MINUTE, attempts=1)).state == STATE.SENT


def test_a_row_that_is_gone_is_no_error() -> None:
    deliver.deliver(delivery_id=0, now=timezone.now())
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_of_twelve_workers_one_sends(settings: Settings) -> None:
    delivery = a_delivery()
    at_once(lambda _: deliver.deliver(delivery_id=delivery.id, now=timezone.now()))
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().attempts == 1


def test_who_answered_meanwhile_gets_no_mail() -> None:
    delivery = a_delivery()
    token = survey_token(delivery.invitation_id)
    submit(token=token, answers={question().id: "By the link in the chat."}, now=timezone.now())
    assert run(delivery).state == STATE.CANCELLED
    assert "answered" in delivery.outcome
    assert mail.outbox == []


def test_who_opted_out_meanwhile_gets_no_mail() -> None:
    delivery = a_delivery()
    Suppression.objects.create(person_key=person_key("kim@example.com"))
    assert run(delivery).state == STATE.CANCELLED
    assert mail.outbox == []


def test_an_expired_link_is_not_mailed() -> None:
    delivery = run(a_delivery(open_for=-MINUTE))
    assert (delivery.state, delivery.outcome) == (STATE.CANCELLED, "The link has expired.")
    assert mail.outbox == []


def test_a_refused_address_fails_at_once(server: MailServer) -> None:
    server.on_recipient = "550 no such user"
    delivery = run(a_delivery())
    assert (delivery.state, delivery.outcome) == (STATE.BOUNCED, "550 no such user")
    assert "kim@" not in delivery.outcome
    assert Suppression.objects.get().cause == Suppression.Cause.BOUNCE


def test_a_mail_to_an_address_that_came_back_is_called_off(server: MailServer) -> None:
    server.on_recipient = "550 no such user"
    run(a_delivery())
    assert run(a_delivery()).cancel_reason == Delivery.CancelReason.UNREACHABLE


def test_a_sender_the_server_refuses_costs_no_invitation(server: MailServer) -> None:
    server.on_sender = "553 not your domain"
    assert run(a_delivery()).state == STATE.PENDING


def test_a_refused_message_fails_at_once(server: MailServer) -> None:
    server.on_data = "554 looks like spam"
    assert run(a_delivery()).state == STATE.FAILED
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("step", ["on_recipient", "on_data"])
def test_a_busy_server_is_tried_again_later(server: MailServer, step: str) -> None:
    setattr(server, step, "451 come back later")
    delivery = run(a_delivery())
    assert (delivery.state, delivery.attempts) == (STATE.PENDING, 1)
    assert delivery.outcome == "451 come back later"
    assert delivery.due_at > timezone.now()
    setattr(server, step, "250 OK")
    make_due(delivery)
    assert run(delivery).state == STATE.SENT


def test_a_server_that_says_nothing_is_tried_again_later(server: MailServer) -> None:
    server.silent_for = 1.5
    assert run(a_delivery()).state == STATE.PENDING


def test_a_server_that_is_away_is_tried_again_later(settings: Settings) -> None:
    with a_mail_server(settings):
        pass
    assert run(a_delivery()).state == STATE.PENDING


def test_a_mail_that_may_have_arrived_is_sent_again_as_the_same_mail(server: MailServer) -> None:
    server.hangs_up_after_data = True
    delivery = run(a_delivery())
    assert delivery.state == STATE.PENDING
    server.hangs_up_after_data = False
    make_due(delivery)
    assert run(delivery).state == STATE.SENT
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes().count(b"/s/") == second.as_bytes().count(b"/s/")


def test_the_pauses_grow_and_the_eighth_attempt_is_the_last(server: MailServer) -> None:
    server.on_data = "451 come back later"
    delivery = a_delivery()
    pauses = []
    for _ in range(8):
        make_due(delivery)
        run(delivery)
        pauses.append(delivery.due_at - timezone.now())
    assert pauses[:7] == sorted(pauses[:7])
    assert (delivery.state, delivery.attempts) == (STATE.FAILED, 8)
    assert len(server.taken) == 8


def test_a_delivery_that_kills_every_worker_is_given_up() -> None:
    delivery = run(a_delivery(state=STATE.SENDING, leased_until=timezone.now() - MINUTE, attempts=8))
    assert delivery.state == STATE.FAILED
    assert mail.outbox == []


def test_a_worker_that_comes_too_late_does_not_overwrite_its_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = a_delivery()

    def slow_send(_: object) -> None:
        Delivery.objects.filter(id=delivery.id).update(attempts=2, state=STATE.FAILED, outcome="by another worker")

    monkeypatch.setattr("surveys.delivery.email.send", slow_send)
    assert run(delivery).outcome == "by another worker"


def test_nothing_is_sent_inside_a_transaction(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = a_delivery()
    inside: list[bool] = []
    monkeypatch.setattr("surveys.delivery.email.send", lambda invitation: inside.append(connection.in_atomic_block))
    run(delivery)
    assert inside == [False]


def test_the_sweep_rings_for_what_is_due_and_for_what_was_left_behind(rung: Rung) -> None:
    due = a_delivery()
    left_behind = a_delivery(state=STATE.SENDING, leased_until=timezone.now() - MINUTE, due=-2 * MINUTE)
    a_delivery(due=MINUTE)
    a_delivery(state=STATE.SENDING, leased_until=timezone.now() + MINUTE)
    a_delivery(state=STATE.SENT, sent_at=timezone.now())
    a_delivery(state=STATE.FAILED)
    tasks.sweep()
    assert rung == [("surveys.deliver", (left_behind.id,)), ("surveys.deliver", (due.id,))]


def test_a_sweep_without_a_broker_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)
    delivery = a_delivery()
    tasks.sweep()
    assert deliver.due_ids(limit=10) == [delivery.id]


def test_the_task_delivers() -> None:
    delivery = a_delivery()
    tasks.deliver(delivery.id)
    assert Delivery.objects.get().state == STATE.SENT
