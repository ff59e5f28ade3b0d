from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from surveys.models import Answer, Response
from surveys.services import respond
from surveys.services.respond import Standing, find_invitation, standing, submit
from surveys.signals import response_submitted
from tests.builders import NOW, an_invitation
from tests.surveys.answering import question, texts
from tests.surveys.closing import at_once, close

pytestmark = pytest.mark.django_db
AFTER_ALL = NOW + timedelta(days=14)


@pytest.fixture
def token() -> str:
    """A link that expires 14 days after NOW."""
    return (close().survey_url or "").rpartition("/")[2]


@pytest.fixture
def announced() -> Iterator[list[Response]]:
    responses: list[Response] = []

    def note(response: Response, **_: object) -> None:
        responses.append(response)

    response_submitted.connect(note)
    yield responses
    response_submitted.disconnect(note)


def test_an_answer_is_stored_with_the_question_as_it_was_read(token: str) -> None:
    response = submit(token=token, answers={question().id: "Be quicker."}, now=NOW)
    question_then = question().text
    question().__class__.objects.update(text="Something else?")
    answer = response.answers.get()
    assert (answer.text, answer.asked, answer.question.role) == ("Be quicker.", question_then, "better")
    assert (response.team.name, response.submitted_at) == ("Orders", NOW)


def test_empty_boxes_leave_no_answer(token: str) -> None:
    submit(token=token, answers={question("better").id: " ", question("liked").id: "All of it"}, now=NOW)
    assert texts() == ["All of it"]


def test_an_answer_is_announced_once_with_its_answers_stored(token: str, announced: list[Response]) -> None:
    response = submit(token=token, answers={question().id: "Be quicker."}, now=NOW)
    with pytest.raises(respond.AlreadyAnswered):
        submit(token=token, answers={question().id: "Once more."}, now=NOW)
    assert announced == [response]
    assert texts() == ["Be quicker."]


def test_nothing_is_stored_when_a_listener_fails(token: str) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    response_submitted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            submit(token=token, answers={question().id: "Be quicker."}, now=NOW)
    finally:
        response_submitted.disconnect(fail)
    assert not Response.objects.exists()
    assert submit(token=token, answers={question().id: "Be quicker."}, now=NOW)


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\ufeff", "\x00"])
def test_nothing_visible_is_no_answer(token: str, text: str) -> None:
    with pytest.raises(respond.NothingWritten):
        submit(token=token, answers={question().id: text}, now=NOW)
    assert not Response.objects.exists()


def test_the_longest_answer_is_taken_and_a_longer_one_is_not(token: str) -> None:
    with pytest.raises(respond.AnswerTooLong) as caught:
        submit(token=token, answers={question().id: "👍" * 2001, question("liked").id: "short"}, now=NOW)
    assert caught.value.question_ids == (question().id,)
    assert not Answer.objects.exists()
    submit(token=token, answers={question().id: "👍" * 2000}, now=NOW)
    assert texts() == ["👍" * 2000]


def test_a_link_can_be_used_until_an_hour_after_it_expired(token: str) -> None:
    answers = {question().id: "Be quicker."}
    with pytest.raises(respond.LinkExpired):
        submit(token=token, answers=answers, now=AFTER_ALL + timedelta(hours=1))
    assert submit(token=token, answers=answers, now=AFTER_ALL + timedelta(minutes=59))


def test_an_unknown_link_is_unknown(token: str) -> None:
    with pytest.raises(respond.UnknownLink):
        submit(token=token[:-1], answers={}, now=NOW)


def test_a_question_of_another_survey_is_refused(token: str) -> None:
    with pytest.raises(KeyError):
        submit(token=token, answers={0: "?"}, now=NOW)


def test_punctuation_that_stuck_to_the_link_does_no_harm(token: str) -> None:
    assert find_invitation(token=token + ">.") == find_invitation(token=token)


def test_a_link_stands_open_then_answered_also_after_it_expired(token: str) -> None:
    invitation = find_invitation(token=token)
    assert standing(invitation=invitation, now=NOW) is Standing.OPEN
    assert standing(invitation=invitation, now=AFTER_ALL) is Standing.EXPIRED
    submit(token=token, answers={question().id: "Be quicker."}, now=NOW)
    assert standing(invitation=invitation, now=AFTER_ALL) is Standing.ANSWERED


def test_an_answer_after_the_chat_was_closed_again_is_not_lost(token: str) -> None:
    assert submit(token=token, answers={question().id: "Be quicker."}, now=NOW + timedelta(hours=3))


@pytest.mark.django_db(transaction=True)
def test_of_twelve_answers_at_once_one_is_stored() -> None:
    _, token = an_invitation()
    key = question().id

    def send(number: int) -> bool:
        try:
            submit(token=token, answers={key: f"Answer {number}"}, now=NOW)
        except respond.AlreadyAnswered:
            return False
        return True

    assert sum(at_once(send)) == 1
    assert Response.objects.count() == Answer.objects.count() == 1
