from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from surveys.models import ApiKey, Source, Survey, Team
from surveys.services.setup import create_default_survey, create_source
from surveys.tokens import digest
from tests.surveys.closing import a_body, post

pytestmark = pytest.mark.django_db


def test_the_default_survey_asks_the_three_questions() -> None:
    survey = create_default_survey()
    assert list(survey.questions.order_by("position").values_list("role", "text")) == [
        ("better", "What could we have done better?"),
        ("liked", "What did you like about your experience?"),
        ("improve", "How can we improve our product or service?"),
    ]


def test_the_default_survey_is_made_once_and_what_was_changed_in_it_stays() -> None:
    first = create_default_survey()
    first.questions.filter(role="liked").delete()
    assert create_default_survey() == first
    assert (Survey.objects.count(), first.questions.count()) == (1, 2)


def test_a_source_comes_with_a_key_of_which_only_the_hash_is_kept() -> None:
    source, key = create_source(name="Web chat", team_name="Orders")
    stored = ApiKey.objects.get(source=source)
    assert stored.digest == digest(key)
    assert key.startswith(stored.hint) and len(stored.hint) < 12
    assert source.default_team.name == "Orders"


def test_a_second_source_of_the_same_name_is_refused_and_leaves_nothing_behind() -> None:
    create_source(name="Web chat", team_name="Orders")
    with pytest.raises(IntegrityError):
        create_source(name="Web chat", team_name="Returns")
    assert Source.objects.count() == ApiKey.objects.count() == 1
    assert not Team.objects.filter(name="Returns").exists()


def test_the_command_prints_a_key_that_works() -> None:
    out = StringIO()
    call_command("create_source", "Web chat", team="Orders", stdout=out)
    keys = set(re.findall(r"ac_[\w-]+", out.getvalue()))
    assert len(keys) == 1
    assert "curl http://127.0.0.1:8000/api/v1/conversations/closed" in out.getvalue()
    assert post(a_body(), key=keys.pop()).status_code == 200


def test_the_command_gives_a_source_one_more_key() -> None:
    _, first = create_source(name="Web chat", team_name="Orders")
    out = StringIO()
    call_command("create_source", "Web chat", another_key=True, stdout=out)
    (second,) = set(re.findall(r"ac_[\w-]+", out.getvalue()))
    assert [post(a_body(), key=key).status_code for key in (first, second)] == [200, 200]
    assert Source.objects.count() == 1


def test_the_command_gives_no_key_to_a_source_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="no source"):
        call_command("create_source", "Web chat", another_key=True)
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(("name", "team"), [("Web chat", "Orders"), (" ", "Orders"), ("New", " ")])
def test_the_command_refuses_a_taken_or_empty_name(name: str, team: str) -> None:
    create_source(name="Web chat", team_name="Orders")
    with pytest.raises(CommandError):
        call_command("create_source", name, team=team)
    assert Source.objects.count() == 1
