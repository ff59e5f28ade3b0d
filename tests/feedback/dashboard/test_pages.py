"""What the pages say, in all the states they can be in."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feedback.models import Analysis, Theme, ThemeMatch
from surveys.api.closed_chat import ClosedChatSerializer
from tests.builders import a_response, an_analysis
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    """The words of a page, without markup, in single spaces."""
    reply = client.get(address)
    assert reply.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def many(count: int, *matches: tuple[str, str], days_ago: float = 1) -> None:
    for _ in range(count):
        a_coded_answer(*matches, days_ago=days_ago)


# Nothing there


@pytest.mark.parametrize("page", ["/", "/answers"])
def test_before_the_first_answer_a_page_says_how_to_get_one(manager_client: Client, page: str) -> None:
    shown = text_of(manager_client, page)
    assert "No answers yet" in shown
    assert "/api/v1/conversations/closed" in shown
    assert "Import a file" in shown


def test_the_example_call_is_one_that_the_api_takes(manager_client: Client) -> None:
    shown = text_of(manager_client, "/").replace("&quot;", '"')
    found = re.search(r"-d &#x27;(.*?)&#x27;|-d '(.*?)'", shown)
    assert found
    body = ClosedChatSerializer(data=json.loads(found[1] or found[2]))
    assert body.is_valid(), body.errors


@pytest.mark.parametrize("page", ["/", "/answers"])
def test_where_only_the_filter_is_too_narrow_a_page_says_so(manager_client: Client, page: str) -> None:
    a_coded_answer(days_ago=400)
    shown = text_of(manager_client, page)
    assert "There are 1 answers outside" not in shown
    assert "1 answer outside this choice" in shown
    assert "Show every answer" in shown


def test_a_theme_nobody_speaks_of_has_its_page(manager_client: Client) -> None:
    assert "No answers in these weeks" in text_of(manager_client, "/themes/speed")


def test_answers_that_nobody_has_read_yet_are_said_to_wait(manager_client: Client) -> None:
    a_response()
    shown = text_of(manager_client, "/")
    assert "waiting to be read" in shown
    assert "Too few answers" in shown


# The overview


def test_few_answers_are_not_made_into_a_headline(manager_client: Client) -> None:
    many(5, ("speed", IMPROVE))
    assert "Too few answers in the last 30 days" in text_of(manager_client, "/")


def test_a_clear_change_is_the_headline(manager_client: Client) -> None:
    many(25, ("speed", IMPROVE))
    many(25, days_ago=40)
    shown = text_of(manager_client, "/")
    assert "is asked for more often: 100% of answers, 0% before" in shown
    assert "100 points more" in shown


def test_no_change_is_called_no_clear_change(manager_client: Client) -> None:
    many(12, ("speed", IMPROVE))
    many(12)
    many(11, ("speed", IMPROVE), days_ago=40)
    many(13, days_ago=40)
    shown = text_of(manager_client, "/")
    assert "what customers ask for most: 50% of answers" in shown
    assert "No theme has clearly changed" in shown
    assert "no clear change" in shown


def test_serious_answers_come_first(manager_client: Client) -> None:
    a_coded_answer(("respect", IMPROVE), text="He made a remark about my accent.", routes=("serious",))
    shown = text_of(manager_client, "/")
    assert "1 serious answer needs a person" in shown
    assert shown.index("remark about my accent") < shown.index("What could be better, and what is done well")


def test_every_number_leads_to_its_answers(manager_client: Client) -> None:
    many(3, ("speed", IMPROVE))
    many(2, ("speed", PRAISE))
    shown = manager_client.get("/", {"period": "90"}).content.decode()
    for address in re.findall(r'<a href="(/answers\?[^"]*theme=speed[^"]*)">(\d+)<', shown):
        assert f"{address[1]} answers" in text_of(manager_client, address[0].replace("&amp;", "&"))
    assert "period=90&amp;theme=speed&amp;polarity=improve" in shown


# Answers


def test_an_answer_is_never_markup(manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE), text="<script>alert(1)</script> & <b>slow, slow, slow</b>")
    for page in ("/", "/answers", "/themes/speed", f"/answers/{answer.pk}"):
        shown = manager_client.get(page).content.decode()
        assert "<script" not in shown
        assert "&lt;b&gt;slow" in shown


def test_personal_data_is_on_no_page(manager_client: Client) -> None:
    text = "I wrote to kim@example.com and nobody replied to me."
    answer = a_coded_answer(("speed", IMPROVE), text=text)
    Analysis.objects.filter(answer=answer).update(redactions=[[11, 26, "email"]])
    for page in ("/", "/answers", "/themes/speed", f"/answers/{answer.pk}"):
        assert "kim@example.com" not in manager_client.get(page).content.decode()
        assert "e-mail hidden" in text_of(manager_client, page)


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_an_answer_that_was_not_read_is_masked_all_the_same(manager_client: Client, state: str) -> None:
    answer = a_response(answers={"better": "Write to kim@example.com"}).answers.get()
    Analysis.objects.create(answer=answer, state=state, failure="too long")
    for page in ("/answers", f"/answers/{answer.pk}"):
        assert "kim@example.com" not in manager_client.get(page).content.decode()
        assert "e-mail hidden" in text_of(manager_client, page)


def test_the_name_and_address_of_the_customer_are_on_no_page(manager_client: Client) -> None:
    answer = a_coded_answer()
    assert "kim@example.com" not in manager_client.get(f"/answers/{answer.pk}").content.decode()


def test_one_answer_page_shows_the_whole_response(manager_client: Client) -> None:
    response = a_response(answers={"better": "Reply faster.", "liked": "Kind words."}, agents=("Priya", "Tom"))
    first, second = response.answers.order_by("question__position")
    an_analysis(first, ("speed", IMPROVE), emotions=("anger",), routes=("access",), confidence=0.7)
    an_analysis(second, sentiment="pos")
    shown = text_of(manager_client, f"/answers/{second.pk}")
    for words in ("Reply faster.", "Kind words.", "Priya", "Tom", "fairly sure, 0.70", "anger", "Web chat", "test-1"):
        assert words in shown
    assert "Reaching you" in shown


def test_a_persons_decision_has_no_confidence(manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    ThemeMatch.objects.update(decided_by="person", confidence=1.0)
    assert "decided by a person" in text_of(manager_client, f"/answers/{answer.pk}")


def test_a_route_that_left_the_codebook_goes_by_its_id(manager_client: Client) -> None:
    answer = a_coded_answer(routes=("old-route",))
    assert "old-route" in text_of(manager_client, f"/answers/{answer.pk}")


@pytest.mark.parametrize("page", ["", "0", "-1", "9999", "x"])
def test_any_page_number_shows_a_page(manager_client: Client, page: str) -> None:
    many(26)
    assert "26 answers" in text_of(manager_client, f"/answers?page={page}")


def test_the_second_page_keeps_the_filter(manager_client: Client) -> None:
    many(26, ("speed", IMPROVE))
    assert 'href="?theme=speed&amp;page=2"' in manager_client.get("/answers?theme=speed").content.decode()
    assert "26–26 of 26" in text_of(manager_client, "/answers?theme=speed&page=2")


@pytest.mark.parametrize(
    "query",
    [
        "period=none",
        "since=yesterday",
        "since=2026-13-45",
        "since=0001-01-01",
        "until=9999-12-31",
        "since=2026-02-02&until=2026-01-01",
        "q=" + "x" * 201,
        "q=%00",
        "sentiment=furious",
        "polarity=both",
        "coding=x",
        "route=x",
        "role=x",
        "theme=speed&theme=calm",
    ],
)
@pytest.mark.parametrize("page", ["/", "/answers", "/themes/speed"])
def test_nonsense_in_the_address_is_no_error(manager_client: Client, page: str, query: str) -> None:
    a_coded_answer(("speed", IMPROVE), ("calm", IMPROVE))
    assert manager_client.get(f"{page}?{query}").status_code == 200


def test_what_is_wrong_with_a_filter_is_said_beside_it(manager_client: Client) -> None:
    a_coded_answer()
    assert "This day lies before the first one" in text_of(manager_client, "/answers?since=2026-02-02&until=2026-01-01")
    assert "At most 200 characters" in text_of(manager_client, "/answers?q=" + "x" * 201)


def test_an_active_filter_can_be_taken_away(manager_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE))
    shown = manager_client.get("/answers?theme=speed&sentiment=neg&page=1").content.decode()
    assert 'href="?sentiment=neg"' in shown
    assert 'href="?theme=speed"' in shown


def test_free_days_include_the_first_and_the_last(manager_client: Client) -> None:
    a_coded_answer(days_ago=40)
    day = (timezone.localtime() - timedelta(days=40)).date().isoformat()
    assert "1 answer on" in text_of(manager_client, f"/answers?since={day}&until={day}")


# A theme


def test_a_theme_page_says_what_belongs_and_what_does_not(manager_client: Client) -> None:
    Theme.objects.filter(key="speed").update(
        definition="Waiting.",
        include="slow replies; long queues",
        exclude="no updates -> informed (both may apply); bot -> routing label access",
    )
    shown = text_of(manager_client, "/themes/speed")
    assert "Slow replies Long queues" in shown
    assert f"No updates → {Theme.objects.get(key='informed').label}" in shown
    assert "Bot → routing label access" in shown


def test_a_theme_page_highlights_only_its_own_clauses(manager_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE), ("calm", PRAISE), text="Both in one.")
    shown = manager_client.get("/themes/speed").content.decode()
    assert '<mark class="mark mark--improve">Both in one.</mark>' in shown
    assert "mark--praise" not in shown


def test_the_praise_tab_shows_praise(manager_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE), text="The slow one.")
    a_coded_answer(("speed", PRAISE), text="The fast one.")
    shown = text_of(manager_client, "/themes/speed?polarity=praise")
    assert "The fast one." in shown
    assert "The slow one." not in shown
    assert "Could be better 1" in shown


def test_an_agent_shows_from_five_answers_on_and_by_name(manager_client: Client) -> None:
    for _ in range(5):
        a_coded_answer(("speed", IMPROVE), agents=("Zoe",))
    for _ in range(4):
        a_coded_answer(agents=("Adam",))
    shown = text_of(manager_client, "/themes/speed")
    assert "not enough answers yet: 4 of 5" in shown
    agents = shown[shown.index("By agent") :]
    assert agents.index("Adam") < agents.index("Zoe")
    assert "Zoe 5 answers 100%" in agents


def test_teams_are_counted_apart(manager_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE), team="Orders")
    a_coded_answer(team="Orders")
    a_coded_answer(team="Billing")
    shown = text_of(manager_client, "/themes/speed")
    assert "Orders 2 answers 50%" in shown
    assert "Billing 1 answer 0%" in shown


def test_an_answer_of_two_agents_counts_for_both(manager_client: Client) -> None:
    for _ in range(5):
        a_coded_answer(("speed", IMPROVE), agents=("Ann", "Bob"))
    agents = text_of(manager_client, "/themes/speed").split("By agent")[1]
    assert "Ann 5 answers 100%" in agents
    assert "Bob 5 answers 100%" in agents


def test_a_chat_without_an_agent_is_no_error(manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE), agents=())
    for page in ("/", "/answers", "/themes/speed", f"/answers/{answer.pk}"):
        assert manager_client.get(page).status_code == 200
