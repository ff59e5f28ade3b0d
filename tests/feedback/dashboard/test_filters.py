from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User

from feedback.models import Analysis
from feedback.selectors.filters import AnswerFilter, Said
from feedback.services.followups import close_case, reopen_case
from surveys.models import Agent, Answer, Conversation
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
    assert found(subject=Said((speed,))) == {asks, praises}
    assert found(subject=Said((speed,), PRAISE)) == {praises}
    assert found(subject=Said((), IMPROVE)) == {asks}


def test_what_answers_also_speak_of_must_all_be_there() -> None:
    both = a_coded_answer(("speed", IMPROVE), ("calm", PRAISE))
    a_coded_answer(("speed", IMPROVE), ("calm", IMPROVE))
    speed, calm = Said((a_theme("speed").pk,)), Said((a_theme("calm").pk,), PRAISE)
    assert found(subject=speed, also=(calm,)) == found(also=(speed, calm)) == {both}


def test_any_of_several_themes_is_enough() -> None:
    one, other = a_coded_answer(("speed", IMPROVE)), a_coded_answer(("calm", IMPROVE))
    a_coded_answer(("tone", IMPROVE))
    assert found(subject=Said((a_theme("speed").pk, a_theme("calm").pk), IMPROVE)) == {one, other}


def test_survey_channel_language_and_tag() -> None:
    there, other = a_coded_answer(), a_coded_answer()
    Conversation.objects.filter(responses__answers=there).update(channel="app", language="de", tags=["vip", "refund"])
    assert found(channel="app") == found(language="de") == found(tag="vip") == {there}
    assert found(channel="web") == {other}
    assert found(tag="vi") == set()
    assert found(survey=there.response.survey_id) == {there, other}
    assert found(survey=there.response.survey_id + 1) == set()


def test_an_emotion_is_that_of_an_answer_that_was_read() -> None:
    angry = a_coded_answer()
    a_coded_answer()
    Analysis.objects.filter(answer=angry).update(emotions=["anger", "sadness"])
    assert found(emotion="anger") == {angry}
    Analysis.objects.update(state=Analysis.State.PENDING)
    assert found(emotion="anger") == set()


def test_a_serious_answer_is_open_until_somebody_dealt_with_it(manager: User) -> None:
    answer, other = a_coded_answer(routes=("serious",)), a_coded_answer(routes=("serious",))
    a_coded_answer()
    assert found(coding="open") == {answer, other}
    close_case(answer=answer, user=manager, note="called back")
    assert found(coding="open") == {other}
    assert found(coding="handled") == {answer}
    reopen_case(answer=answer)
    assert found(coding="open") == {answer, other}


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
    assert found(subject=Said((), IMPROVE)) == found(sentiment="pos") == set()


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


def test_no_filter_reaches_beyond_the_teams() -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    other = AnswerFilter(teams=(answer.response.team_id + 1,), subject=Said((a_theme("speed").pk,)))
    assert not other.answers().exists()
