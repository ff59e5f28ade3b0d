"""The dry run finds what really happened when it is given the rules that were in force."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

import pytest
from pytest_django import DjangoAssertNumQueries

from surveys.inbound.chat import AgentPart
from surveys.models import Decision, Delivery, Suppression, Survey, SurveyRules, rules_of
from surveys.rules import Rules, SkipReason
from surveys.services.rehearse import rehearse
from surveys.tokens import person_key
from tests.builders import NOW, a_source, a_survey
from tests.surveys.closing import a_chat, close
from tests.surveys.conftest import Rung

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_broker(rung: Rung) -> None:
    pass


def deliver_until(now: datetime) -> None:
    """What the worker would have sent by `now`, without its clock."""
    due = Delivery.objects.filter(state=Delivery.State.PENDING, due_at__lte=now)
    due.update(state=Delivery.State.SENT, sent_at=now)


def live_through(seed: int, survey: Survey) -> int:
    """A random month of chats with few customers, reopened chats, bots, other channels; how many there were."""
    random, now = Random(seed), NOW
    source, other = a_source("Web", survey=survey), a_source("Other", survey=a_survey("Other", delay=30))
    for number in range(60):
        now += timedelta(minutes=random.choice([1, 5, 40, 600, 1440]))
        deliver_until(now)
        name = f"{random.randrange(6)}@{random.choice(['example.com', 'ours.example'])}"
        chat = a_chat(
            f"c{random.randrange(40)}",
            email=random.choice([name, name, name, ""]),
            closed_at=now - timedelta(minutes=random.choice([0, 0, 0, 30, 60 * 24 * 9])) - timedelta(seconds=number),
            channel=random.choice(["web", "web", "sms", ""]),
            customer_messages=random.choice([None, 0, 1, 2, 5]),
            agents=(AgentPart("a", "Priya", random.choice([None, 0, 3, 3, 3])),),
        )
        close(chat, now=now, source=other if random.random() < 0.15 else source)
    return Decision.objects.filter(survey=survey).count()


@pytest.mark.parametrize("seed", range(8))
def test_the_rules_that_were_in_force_give_what_happened(seed: int) -> None:
    survey = a_survey("Ours", delay=20)
    SurveyRules.objects.filter(survey=survey).update(
        cooldown_days=3,
        cap_times=2,
        cap_days=20,
        sample_percent=80,
        quiet_from=time(20),
        quiet_until=time(8),
        own_domains=["ours.example"],
        channels=["web"],
    )
    chats = live_through(seed, survey)
    found = rehearse(survey=survey, rules=rules_of(survey).rules(), now=NOW + 29 * DAY)
    real = Decision.objects.filter(survey=survey).exclude(reason="")
    assert found.would.chats == chats
    assert found.would.asked == found.asked
    assert dict(found.would.skipped) == {
        SkipReason(reason): real.filter(reason=reason).count() for reason in real.values_list("reason", flat=True)
    }


def test_other_rules_give_other_numbers_and_change_nothing() -> None:
    source = a_source(survey=a_survey("Ours"))
    for number in range(5):
        close(a_chat(f"c{number}", closed_at=NOW + number * DAY), now=NOW + number * DAY, source=source)
    found = rehearse(survey=source.survey, rules=Rules(cooldown=timedelta(0)), now=NOW + 5 * DAY)
    assert (found.asked, found.would.asked, found.would.most_per_person) == (1, 5, 5)
    assert Decision.objects.filter(outcome="sent").count() == 1


def test_somebody_counts_as_opted_out_only_from_then_on() -> None:
    source = a_source()
    close(a_chat("c1"), now=NOW)
    row = Suppression.objects.create(person_key=person_key("kim@example.com"))
    Suppression.objects.filter(pk=row.pk).update(created_at=NOW + DAY)
    close(a_chat("c2", closed_at=NOW + 2 * DAY), now=NOW + 2 * DAY)
    found = rehearse(survey=source.survey, rules=Rules(cooldown=timedelta(0)), now=NOW + 3 * DAY)
    assert (found.would.asked, found.would.skipped) == (1, ((SkipReason.OPTED_OUT, 1),))


def test_chats_of_longer_ago_are_not_decided_again_but_remembered() -> None:
    source = a_source()
    close(a_chat("c1"), now=NOW)
    now = NOW + 31 * DAY
    close(a_chat("c2", closed_at=now), now=now)
    assert rehearse(survey=source.survey, rules=Rules(), now=now).would.asked == 1
    found = rehearse(survey=source.survey, rules=Rules(cooldown=40 * DAY), now=now)
    assert (found.would.chats, found.would.skipped) == (1, ((SkipReason.COOLDOWN, 1),))


def test_more_chats_take_no_more_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    source = a_source()
    for number in range(12):
        close(a_chat(f"c{number}", email=f"{number}@example.com"), now=NOW)
    with django_assert_num_queries(4):
        rehearse(survey=source.survey, rules=Rules(), now=NOW + DAY)


def test_a_mail_that_came_back_was_asked_and_one_called_off_was_not() -> None:
    source = a_source(survey=a_survey("Ours", delay=20))
    for name in ("a", "b", "c"):
        close(a_chat(name, email=f"{name}@example.com"), now=NOW, source=source)
    first, second, third = Delivery.objects.order_by("id")
    Delivery.objects.filter(pk=first.pk).update(state=Delivery.State.BOUNCED)
    Delivery.objects.filter(pk=second.pk).update(state=Delivery.State.CANCELLED, cancel_reason="reopened")
    found = rehearse(survey=source.survey, rules=Rules(), now=NOW + DAY)
    assert (found.asked, found.would.asked) == (2, 3)
