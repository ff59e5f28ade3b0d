"""What became of every closed chat, and that the coverage report adds up."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from feedback.selectors.coverage import Coverage, coverage
from feedback.selectors.ledger import COUNTED, LedgerFilter
from feedback.selectors.periods import Period
from surveys.inbound.chat import AgentPart
from surveys.models import Decision, Delivery, Invitation, Team
from surveys.services.opens import record_start
from tests.builders import a_response, a_source, a_survey
from tests.surveys.closing import a_chat, close
from tests.surveys.conftest import Rung, rung

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rung")]
__all__ = ["Rung", "rung"]
STATE = Delivery.State


def closed(name: str = "c1", *, agent: str = "priya", **values: object) -> Decision:
    """A chat closed now by `agent`, told as the API tells it, with a mail that waits."""
    now = timezone.now()
    given = {
        "email": f"{name}@example.com",
        "closed_at": now,
        "agents": (AgentPart(agent, agent.title(), 3),),
        **values,
    }
    close(a_chat(name, **given), now=now, source=a_source(survey=a_survey("Later", delay=20)))  # type: ignore[arg-type]
    return Decision.objects.latest("id")


def became(decision: Decision, state: Delivery.State, **values: object) -> None:
    """The mail about this decision is in `state` now."""
    sent_at = timezone.now() if state in (STATE.SENT, STATE.BOUNCED) else None
    mails = Delivery.objects.filter(invitation__conversation=decision.conversation_id)
    mails.update(state=state, sent_at=sent_at, **values)


def report(**values: object) -> Coverage:
    names = dict(Team.objects.values_list("pk", "name"))
    return coverage(LedgerFilter(teams=tuple(names), **values), teams=names)  # type: ignore[arg-type]


def counted() -> dict[str, int]:
    return {name: count for count, name in report().total.cells if count}


def test_nothing_closed_is_nothing_counted() -> None:
    assert counted() == {}


def test_a_mail_that_waits_is_scheduled() -> None:
    closed()
    assert counted() == {"closed": 1, "eligible": 1, "scheduled": 1}


def test_a_mail_that_went_out_is_sent_and_delivered() -> None:
    became(closed(), STATE.SENT)
    assert counted() == {"closed": 1, "eligible": 1, "sent": 1, "delivered": 1}


def test_a_link_the_chat_tool_shows_is_sent_and_delivered() -> None:
    closed(email="")
    assert counted() == {"closed": 1, "eligible": 1, "sent": 1, "delivered": 1}


def test_a_mail_that_came_back_was_sent_but_not_delivered() -> None:
    became(closed(), STATE.BOUNCED)
    assert counted() == {"closed": 1, "eligible": 1, "sent": 1}


@pytest.mark.parametrize("reason", Delivery.CancelReason.values)
def test_a_mail_called_off_is_skipped_although_the_rules_let_it_pass(reason: str) -> None:
    became(closed(), STATE.CANCELLED, cancel_reason=reason)
    assert counted() == {"closed": 1, "eligible": 1, "skipped": 1}
    assert [row.key for row in report().reasons] == [reason]


def test_a_mail_that_failed_is_skipped_with_a_reason() -> None:
    became(closed(), STATE.FAILED)
    assert [(row.key, row.words, row.chats) for row in report().reasons] == [
        ("failed", "The mail could not be sent", 1)
    ]


def test_a_chat_the_rules_stop_is_skipped_for_that_reason() -> None:
    closed(customer_messages=1)
    assert counted() == {"closed": 1, "skipped": 1}
    assert [row.words for row in report().reasons] == ["The customer wrote very little"]


def test_whoever_started_has_opened() -> None:
    decision = closed()
    became(decision, STATE.SENT)
    record_start(invitation=Invitation.objects.get(), now=timezone.now())
    assert report().total.opened == report().total.started == 1
    assert report().total.answered == 0


def test_whoever_answered_was_asked_whatever_became_of_the_mail() -> None:
    decision = closed()
    became(decision, STATE.CANCELLED, cancel_reason=Delivery.CancelReason.REOPENED)
    a_response(conversation=decision.conversation)
    assert set(counted().values()) == {1}
    assert "skipped" not in counted()


def test_a_reminder_changes_nothing_about_the_first_mail() -> None:
    became(closed(), STATE.SENT)
    Delivery.objects.create(
        invitation=Invitation.objects.get(), channel="email", kind=Delivery.Kind.REMINDER, due_at=timezone.now()
    )
    assert counted() == {"closed": 1, "eligible": 1, "sent": 1, "delivered": 1}


def test_opens_by_programs_are_counted_apart() -> None:
    became(closed(), STATE.SENT)
    Invitation.objects.update(machine_opens=3)
    assert (report().total.opened, report().total.machine_opens) == (0, 3)


def test_imported_answers_are_no_closed_chats() -> None:
    a_response()
    assert counted() == {}


def test_agents_stand_by_name_and_nobody_last() -> None:
    for number, name in enumerate(("zoe", "Ann", "mira", "Ann")):
        closed(f"c{number}", agent=name)
    closed("c9", agents=())
    assert [(line.name, line.closed) for line in report().agents] == [("Ann", 2), ("Mira", 1), ("Zoe", 1), ("", 1)]


def live_through(seed: int) -> None:
    """A random history over teams, agents, reasons, and all that can become of a mail."""
    random = Random(seed)
    for number in range(40):
        decision = closed(
            f"c{number // 2 if random.random() < 0.2 else number}",
            agent=random.choice(["priya", "tom"]),
            team=random.choice(["Orders", "Billing"]),
            email=random.choice(["", f"{random.randrange(25)}@example.com"]),
            customer_messages=random.choice([None, 1, 4]),
        )
        state = random.choice([state for state in STATE if state != STATE.SENDING])
        became(decision, state, cancel_reason="expired" if state == STATE.CANCELLED else "")
        if decision.outcome != "skipped" and random.random() < 0.3:
            a_response(conversation=decision.conversation)
        if random.random() < 0.3:
            Invitation.objects.filter(conversation=decision.conversation_id).update(opened_at=timezone.now())


@pytest.mark.parametrize("seed", range(5))
def test_the_columns_add_up(seed: int) -> None:
    live_through(seed)
    found = report()
    assert found.total.closed == Decision.objects.count()
    for line in (found.total, *found.teams, *found.agents):
        assert line.sent + line.scheduled + line.skipped == line.closed
        assert (
            line.closed >= line.eligible >= line.sent >= line.delivered >= line.opened >= line.started >= line.answered
        )
    assert sum(reason.chats for reason in found.reasons) == found.total.skipped
    for _, name in found.total.cells:
        assert sum(getattr(line, name) for line in found.teams) == getattr(found.total, name)
        assert sum(getattr(line, name) for line in found.agents) == getattr(found.total, name)


@pytest.mark.parametrize("seed", range(3))
def test_every_number_has_its_chats(seed: int) -> None:
    live_through(seed)
    found = report()
    teams = tuple(Team.objects.values_list("pk", flat=True))
    for count, name in found.total.cells:
        assert LedgerFilter(teams=teams, counted=name).rows().count() == count
    for reason in found.reasons:
        assert LedgerFilter(teams=teams, reason=reason.key).rows().count() == reason.chats
    for line in found.agents:
        for count, name in line.cells:
            assert LedgerFilter(teams=teams, agent=line.pk, counted=name).rows().count() == count


def test_every_column_can_be_listed() -> None:
    assert {name for _, name in report().total.cells} < set(COUNTED)


def test_other_periods_teams_and_channels_are_left_out() -> None:
    closed(channel="web")
    today = timezone.localdate()
    assert report(period=Period(today - timedelta(days=9), today - timedelta(days=2))).total.closed == 0
    assert report(channel="sms").total.closed == 0
    assert report(channel="web").total.closed == 1
    assert coverage(LedgerFilter(teams=()), teams={}).total.closed == 0
