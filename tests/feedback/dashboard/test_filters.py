from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from feedback.models import Analysis
from feedback.selectors.filters import AnswerFilter
from surveys.models import Agent, Answer
from tests.builders import a_response, a_theme
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer, every_answer

pytestmark = pytest.mark.django_db


def found(**asked: Any) -> set[Answer]:
    return set(replace(every_answer(days=None), **asked).answers())


def test_the_agent_is_anybody_who_took_part() -> None:
    both = a_coded_answer(agents=("Priya", "Tom"))
    a_coded_answer(agents=("Priya",))
    assert found(agent=Agent.objects.get(name="Tom").pk) == {both}


def test_an_answer_with_two_agents_is_found_once() -> None:
    a_coded_answer(agents=("Priya", "Tom"))
    assert every_answer().answers().count() == 1


def test_theme_and_polarity_must_meet_on_one_match() -> None:
    asks = a_coded_answer(("speed", IMPROVE), ("calm", PRAISE))
    praises = a_coded_answer(("speed", PRAISE))
    speed = a_theme("speed").pk
    assert found(theme=speed) == {asks, praises}
    assert found(theme=speed, polarity=PRAISE) == {praises}
    assert found(polarity=IMPROVE) == {asks}


def test_sentiment_and_route_and_question() -> None:
    happy = a_coded_answer(sentiment="pos", role="liked")
    serious = a_coded_answer(routes=("serious", "access"))
    assert found(sentiment="pos") == found(role="liked") == {happy}
    assert found(route="serious") == {serious}


def test_the_states_of_analysis_divide_the_answers() -> None:
    themed, unthemed, waiting = a_coded_answer(("speed", IMPROVE)), a_coded_answer(), a_response().answers.get()
    assert found(coding="themed") == {themed}
    assert found(coding="unthemed") == {unthemed}
    assert found(coding="waiting") == {waiting}


def test_an_answer_read_again_shows_neither_old_themes_nor_old_feeling() -> None:
    answer = a_coded_answer(("speed", IMPROVE), sentiment="pos")
    Analysis.objects.filter(answer=answer).update(state=Analysis.State.PENDING)
    assert found(polarity=IMPROVE) == found(sentiment="pos") == set()


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("refunds", True),  # by the stem
        ('"refund of my money"', True),
        ('"money refund"', False),
        ("refund -money", False),
        ("voucher or money", True),
        ("the", False),  # nothing but stop words
        ("'; drop table", False),
        ("((&|!", False),
        ("*", False),
    ],
)
def test_the_search_reads_like_a_search_engine(query: str, is_found: bool) -> None:
    a_coded_answer(text="There was no refund of my money.")
    assert bool(found(query=query)) is is_found


def test_a_population_leaves_out_what_answers_say() -> None:
    chosen = replace(every_answer(), theme=1, polarity=PRAISE, sentiment="pos", route="x", query="y", coding="themed")
    assert chosen.population() == every_answer()


def test_no_filter_reaches_beyond_the_teams() -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    other = AnswerFilter(teams=(answer.response.team_id + 1,), theme=a_theme("speed").pk)
    assert not other.answers().exists()
