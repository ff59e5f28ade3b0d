from __future__ import annotations

import json
import stat
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from feedback.models import Analysis
from feedback.services import demo
from feedback.services.demo import demo_manager, demo_source, load_demo_chats, open_survey_link, read_demo_chats
from surveys.access import visible_teams
from surveys.models import Agent, Answer, Conversation, Decision, Response, Team
from surveys.services.respond import submit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def a_short_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    chats = read_demo_chats()[-60:]
    monkeypatch.setattr(demo, "read_demo_chats", lambda: chats)


def load() -> int:
    source, _ = demo_source(known_key=None)
    return max(load_demo_chats(source=source, now=NOW), default=0)


def test_the_demo_is_as_large_as_it_says() -> None:
    chats = read_demo_chats()
    assert sum(len(chat.answers) for chat in chats) >= 600
    assert len({chat.row["team"] for chat in chats}) == 4
    assert len({name for chat in chats for name in chat.row["agents"]}) == 20
    assert max(chat.row["days_ago"] for chat in chats) == 89


def test_every_demo_chat_is_answered_through_its_link(a_short_demo: None) -> None:
    assert load() == 60
    assert Decision.objects.filter(outcome="skipped").count() == 0
    assert Response.objects.count() == Conversation.objects.count() == 60
    assert Analysis.objects.count() == Answer.objects.count()


def test_demo_answers_lie_in_the_past_and_after_their_chat(a_short_demo: None) -> None:
    load()
    for response in Response.objects.select_related("conversation"):
        assert response.conversation.closed_at < response.submitted_at <= NOW


def test_loading_the_demo_again_adds_nothing(a_short_demo: None) -> None:
    load()
    assert load() == 0
    assert Response.objects.count() == 60


def test_a_demo_that_broke_off_goes_on(a_short_demo: None) -> None:
    source, _ = demo_source(known_key=None)
    next(load_demo_chats(source=source, now=NOW))
    assert Response.objects.count() == 50
    assert load() == 10
    assert Response.objects.count() == 60


def test_weekends_are_quiet() -> None:
    days = Counter(
        demo._moment(chat.row["days_ago"], chat.row["hour"], chat.number, now=NOW).weekday() >= 5
        for chat in read_demo_chats()
    )
    assert days[True] * 3 < days[False]


def test_the_demo_manager_sees_every_team(a_short_demo: None) -> None:
    load()
    assert set(visible_teams(demo_manager(password="p"))) == set(Team.objects.all())
    assert Agent.objects.count() > 10


def test_an_api_key_that_works_is_kept(a_short_demo: None) -> None:
    _, key = demo_source(known_key=None)
    assert demo_source(known_key=key)[1] == key


def test_an_api_key_that_does_not_work_is_replaced() -> None:
    _, key = demo_source(known_key=None)
    assert demo_source(known_key="ac_somebody-elses")[1] not in {key, "ac_somebody-elses"}


def test_the_survey_link_stays_until_it_is_answered(a_short_demo: None) -> None:
    source, _ = demo_source(known_key=None)
    link = open_survey_link(source=source, now=NOW)
    assert open_survey_link(source=source, now=NOW + timedelta(hours=1)) == link


def test_an_answered_survey_link_is_replaced(a_short_demo: None) -> None:
    source, _ = demo_source(known_key=None)
    link = open_survey_link(source=source, now=NOW)
    question = source.survey.questions.earliest("position")
    submit(token=link.rpartition("/")[2], answers={question.id: "Good."}, now=NOW)
    assert open_survey_link(source=source, now=NOW) != link


def test_the_command_says_so_when_no_worker_reads(a_short_demo: None, tmp_path: Path, settings: Settings) -> None:
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError, match="Is a Celery worker running"):
        call_command("load_demo", wait=0, verbosity=0)
    assert not (tmp_path / "demo.json").exists()


def test_the_facts_are_for_the_owners_eyes_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    monkeypatch.setattr(demo, "read_demo_chats", list)
    settings.VAR_DIR = tmp_path
    call_command("load_demo", base_url="http://127.0.0.1:8000", verbosity=0)
    facts = json.loads((tmp_path / "demo.json").read_text())
    assert set(facts) == {"url", "login", "password", "api_key", "survey_url"}
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600
