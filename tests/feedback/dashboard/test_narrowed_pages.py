"""A filter means the same on every page, and a number leads to as many answers as it says."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from feedback.models import Analysis
from feedback.selectors.choices import Places, choices
from surveys.models import Conversation, Team
from tests.builders import a_source, a_survey, a_team
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer
from tests.feedback.dashboard.test_pages import text_of

pytestmark = pytest.mark.django_db

FIELDS = ("theme", "polarity", "sentiment", "emotion", "role", "since", "until", "route", "coding")


def numbers_and_lists(client: Client, address: str) -> list[tuple[str, str]]:
    """The links of a page whose words are a number, with that number."""
    html = client.get(address).content.decode()
    return [(unescape(link), number) for link, number in re.findall(r'<a href="(/answers\?[^"]*)">(\d+)(?=<)', html)]


@pytest.fixture
def some_answers() -> None:
    for _ in range(3):
        a_coded_answer(("speed", IMPROVE), ("calm", PRAISE), ("empathy", IMPROVE))
    for _ in range(2):
        a_coded_answer(("speed", PRAISE), ("calm", IMPROVE), sentiment="pos")
    a_coded_answer(("empathy", PRAISE), days_ago=5)
    Analysis.objects.filter(sentiment="pos").update(emotions=["happiness"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sentiment=pos",
        "emotion=happiness",
        "theme=speed",
        "theme=speed&polarity=improve",
        "polarity=praise",
        "theme=speed&also=calm.praise",
        "theme=component:empathy&also=.improve",
        "coding=themed&role=better",
    ],
)
@pytest.mark.parametrize("page", ["/", "/themes/speed"])
def test_every_number_leads_to_as_many_answers(
    manager_client: Client, some_answers: None, page: str, query: str
) -> None:
    found = numbers_and_lists(manager_client, f"{page}?{query}")
    assert found
    for link, number in found:
        count = re.search(r"<h1>(\d+) answer", manager_client.get(link).content.decode())
        assert count and count[1] == number, link


@pytest.mark.parametrize("page", ["/", "/answers", "/themes/tone"])
def test_the_same_fields_are_on_every_page(manager_client: Client, some_answers: None, page: str) -> None:
    html = manager_client.get(page).content.decode()
    for name in FIELDS:
        if not page.startswith("/themes") or name not in ("theme", "polarity"):
            assert f'name="{name}"' in html


def test_a_filter_narrows_what_shares_are_shares_of(manager_client: Client, some_answers: None) -> None:
    assert "Share of the 2 answers read" in text_of(manager_client, "/?sentiment=pos")
    assert "Share of the 5 answers read" in text_of(manager_client, "/?theme=speed")


def test_a_field_with_nothing_to_choose_from_is_left_out_until_it_is_used(manager_client: Client) -> None:
    a_coded_answer()
    assert 'name="channel"' not in manager_client.get("/").content.decode()
    assert 'name="channel"' in manager_client.get("/?channel=web").content.decode()
    Conversation.objects.filter(pk=a_coded_answer().response.conversation_id).update(channel="app")
    cache.clear()
    assert 'name="channel"' in manager_client.get("/").content.decode()


def test_one_of_several_co_themes_can_be_taken_away(manager_client: Client, some_answers: None) -> None:
    html = manager_client.get("/?also=calm.praise&also=speed").content.decode()
    assert 'href="?also=speed"' in html
    assert 'href="?also=calm.praise"' in html


@pytest.mark.parametrize(
    "query", ["&".join(["also=speed"] * 9), "also=nothing", "also=speed.sideways", "survey=999", "theme=sign:nothing"]
)
def test_what_does_not_exist_in_a_filter_is_not_found(manager_client: Client, query: str) -> None:
    a_coded_answer()
    assert manager_client.get(f"/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["emotion=envy", "channel=fax", "language=xx", "tag=none"])
def test_an_unknown_word_in_a_filter_is_no_error(manager_client: Client, query: str) -> None:
    a_coded_answer()
    for page in ("/", "/answers", "/themes/speed"):
        assert manager_client.get(f"{page}?{query}").status_code == 200


def test_choices_are_those_of_the_teams_one_sees() -> None:
    mine = a_coded_answer(team="Orders", agents=("Ann",)).response
    a_coded_answer(team="Billing", agents=("Boris",))
    a_source("Other", team=a_team("Billing"), survey=a_survey("Another"))
    Conversation.objects.filter(team__name="Billing").update(channel="fax", language="de", tags=["secret"])
    Conversation.objects.filter(pk=mine.conversation_id).update(tags=["vip", "refund"], language="en")
    found = choices([Team.objects.get(name="Orders").pk])
    assert [name for _, name in found.agents] == ["Ann"]
    assert [name for _, name in found.surveys] == ["After a chat"]
    assert found.places == Places(("web",), ("en",), ("refund", "vip"))


def test_without_a_chat_there_is_nothing_to_choose() -> None:
    assert choices([]) == choices([a_team().pk])
