from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from surveys.models import Decision, Membership, Survey, SurveyRules, rules_of
from surveys.reasons import REASON_WORDS
from surveys.rules import SkipReason
from tests.builders import a_source, a_survey, a_team, a_user
from tests.surveys.closing import a_chat, close
from tests.surveys.conftest import Rung

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(rung: Rung) -> Survey:
    return a_survey("Ours")


def page(survey: Survey) -> str:
    return f"/surveys/{survey.pk}/rules"


def filled(**values: object) -> dict[str, object]:
    """The form as the page offers it for the defaults, with some values changed."""
    names = (
        *("delay_minutes", "open_days", "cooldown_days", "cap_times", "cap_days", "ask_within_days"),
        *("min_customer_messages", "long_text", "sample_percent", "reminder_days"),
    )
    return {**{name: getattr(SurveyRules(), name) for name in names}, "needs_human": "on", **values}


def words(client: Client, survey: Survey, **values: object) -> str:
    reply = client.post(page(survey), filled(**values))
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


@pytest.mark.parametrize(
    ("role", "team"),
    [(Membership.Role.VIEWER, None), (Membership.Role.MANAGER, "Orders"), (Membership.Role.OWNER, "Orders")],
)
def test_who_may_not_change_every_team_finds_no_page(client: Client, survey: Survey, role: str, team: str) -> None:
    client.force_login(a_user("vera", role=role, team=a_team(team) if team else None))
    assert client.get(page(survey)).status_code == 404
    assert client.post(page(survey), filled(save=1)).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client: Client, survey: Survey) -> None:
    assert client.get(page(survey))["Location"] == f"/login?next={page(survey)}"


def test_a_survey_that_is_not_there_is_not_found(manager_client: Client) -> None:
    assert manager_client.get("/surveys/999/rules").status_code == 404


def test_saving_needs_the_token_of_the_form(survey: Survey, manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    assert client.post(page(survey), filled(save=1, cooldown_days=3)).status_code == 403
    assert rules_of(survey).cooldown_days == 14


def test_looking_stores_nothing(manager_client: Client, survey: Survey) -> None:
    SurveyRules.objects.all().delete()
    assert manager_client.get(page(survey)).status_code == 200
    assert not SurveyRules.objects.exists()


def test_rules_are_saved(manager_client: Client, survey: Survey) -> None:
    team = a_team("Billing")
    form = filled(
        save=1,
        cooldown_days=30,
        quiet_from="21:00",
        quiet_until="08:00",
        time_zone="Europe/Vienna",
        own_domains="@Ours.example, ours.example;other.example\n",
        channels="Live Chat, web",
        teams=[team.pk],
        reminder_days=4,
    )
    del form["needs_human"]
    assert manager_client.post(page(survey), form)["Location"] == page(survey)
    stored = SurveyRules.objects.get(survey=survey)
    assert (stored.cooldown_days, stored.needs_human, stored.reminder_days) == (30, False, 4)
    assert (stored.quiet_from, stored.quiet_until, stored.time_zone) == (time(21), time(8), "Europe/Vienna")
    assert (set(stored.own_domains), stored.channels) == ({"ours.example", "other.example"}, ["live chat", "web"])
    assert stored.teams == [team.pk]
    assert "The rules are saved" in manager_client.get(page(survey)).content.decode()


def test_the_first_saving_makes_the_row(manager_client: Client, survey: Survey) -> None:
    SurveyRules.objects.all().delete()
    manager_client.post(page(survey), filled(save=1))
    assert SurveyRules.objects.get().survey == survey


@pytest.mark.parametrize(
    "values",
    [
        {"open_days": 0},
        {"open_days": ""},
        {"delay_minutes": -1},
        {"delay_minutes": 10_081},
        {"cooldown_days": 366},
        {"sample_percent": 101},
        {"cap_days": 0},
        {"quiet_from": "21:00"},
        {"quiet_until": "25:00", "quiet_from": "21:00"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"own_domains": "kim@ours.example"},
        {"own_domains": "https://ours.example"},
        {"own_domains": "x" * 254},
        {"channels": "x" * 41},
        {"channels": ",".join(map(str, range(101)))},
        {"teams": [999]},
    ],
)
@pytest.mark.parametrize("button", ["save", "try"])
def test_what_cannot_be_is_said_and_not_saved(
    manager_client: Client, survey: Survey, values: dict[str, object], button: str
) -> None:
    before = SurveyRules.objects.filter(survey=survey).values().get()
    reply = manager_client.post(page(survey), filled(**values, **{button: 1}))
    assert reply.status_code == 422
    assert "field-error" in reply.content.decode()
    assert SurveyRules.objects.filter(survey=survey).values().get() == before


def test_trying_shows_what_would_have_been_and_saves_nothing(manager_client: Client, survey: Survey) -> None:
    now = timezone.now() - timedelta(days=20)
    for number in range(4):
        closed_at = now + timedelta(days=number)
        close(a_chat(f"c{number}", closed_at=closed_at), now=closed_at, source=a_source(survey=survey))
    shown = words(manager_client, survey, cooldown_days=2)
    assert "would have asked 2 times instead of 1" in shown
    assert "more than twice in 14 days" in shown
    assert "Asked a short while ago" in shown
    assert rules_of(survey).cooldown_days == 14
    assert Decision.objects.filter(reason="cooldown").count() == 3


def test_trying_the_rules_as_they_are_says_so(manager_client: Client, survey: Survey) -> None:
    close(a_chat(closed_at=timezone.now()), now=timezone.now(), source=a_source(survey=survey))
    shown = words(manager_client, survey)
    assert "would have asked 1 time, as often as was asked" in shown
    assert "more than once in 14 days" in shown


def test_rules_that_ask_nobody_say_so(manager_client: Client, survey: Survey) -> None:
    close(a_chat(closed_at=timezone.now()), now=timezone.now(), source=a_source(survey=survey))
    shown = words(manager_client, survey, sample_percent=0)
    assert "would have asked 0 times instead of 1" in shown and "Nobody would have been asked." in shown


def test_without_chats_there_is_nothing_to_try_on(manager_client: Client, survey: Survey) -> None:
    assert "nothing to try the rules on yet" in words(manager_client, survey)


def test_every_reason_has_words() -> None:
    assert set(SkipReason) <= REASON_WORDS.keys()
