"""A customer opens their link, and answers once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from surveys.models import Answer, Invitation, Question, Response
from surveys.signals import response_submitted
from surveys.text import clean_text
from surveys.tokens import digest

MAX_ANSWER_LENGTH = 2_000  # characters (code points)
GRACE = timedelta(hours=1)  # for a page that was open when the link expired
# What a mail program may have taken for a part of the link; no token ends with one of these.
TRAILING_PUNCTUATION = ".,;:!?>)]}'\"*"


class Standing(StrEnum):
    """What may still be done with a link."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"


class UnknownLink(LookupError):
    """No invitation has this token."""


class AlreadyAnswered(Exception):
    """The link was used before; what came first stays."""


class LinkExpired(Exception):
    """The link has expired, and the hour of grace with it."""


class NothingWritten(ValueError):
    """Not one box has a visible character in it."""


class AnswerTooLong(ValueError):
    """Some answers are longer than MAX_ANSWER_LENGTH; `question_ids` says which."""

    def __init__(self, question_ids: Sequence[int]) -> None:
        super().__init__(f"Too long: {question_ids}")
        self.question_ids = tuple(question_ids)


def find_invitation(*, token: str) -> Invitation:
    """The invitation whose link carries `token`, with its conversation and survey. Raises UnknownLink."""
    invitation = (
        Invitation.objects.select_related("conversation", "survey")
        .filter(token_digest=digest(token.rstrip(TRAILING_PUNCTUATION)))
        .first()
    )
    if invitation is None:
        raise UnknownLink
    return invitation


def standing(*, invitation: Invitation, now: datetime) -> Standing:
    """Whether the invitation can be answered at `now`."""
    if Response.objects.filter(conversation_id=invitation.conversation_id, survey_id=invitation.survey_id).exists():
        return Standing.ANSWERED
    return Standing.EXPIRED if invitation.expires_at <= now else Standing.OPEN


def submit(*, token: str, answers: Mapping[int, str], now: datetime) -> Response:
    """Store what a customer wrote, question id -> text, and announce it in the same transaction.

    Empty boxes are left out. Raises UnknownLink, AlreadyAnswered (also for the later of two at once), LinkExpired,
    NothingWritten or AnswerTooLong, and KeyError for a question that the survey does not ask; then nothing is stored.
    """
    invitation = find_invitation(token=token)
    match standing(invitation=invitation, now=now - GRACE):
        case Standing.ANSWERED:
            raise AlreadyAnswered
        case Standing.EXPIRED:
            raise LinkExpired
    questions = {question.id: question for question in invitation.survey.questions.order_by("position")}
    return _store(invitation, _written(questions, answers), now)


def _written(questions: Mapping[int, Question], answers: Mapping[int, str]) -> list[Answer]:
    cleaned = {questions[key]: clean_text(text) for key, text in answers.items()}
    too_long = [question.id for question, text in cleaned.items() if len(text) > MAX_ANSWER_LENGTH]
    if too_long:
        raise AnswerTooLong(too_long)
    if not any(cleaned.values()):
        raise NothingWritten
    return [Answer(question=question, asked=question.text, text=text) for question, text in cleaned.items() if text]


def _store(invitation: Invitation, answers: Sequence[Answer], now: datetime) -> Response:
    with transaction.atomic():
        # The unique constraint decides between two at once: the later one finds the row of the earlier.
        response, is_first = Response.objects.get_or_create(
            conversation=invitation.conversation,
            survey=invitation.survey,
            defaults={"team_id": invitation.conversation.team_id, "submitted_at": now},
        )
        if not is_first:
            raise AlreadyAnswered
        for answer in answers:
            answer.response = response
        Answer.objects.bulk_create(answers)
        response_submitted.send(sender=Response, response=response)
    return response
