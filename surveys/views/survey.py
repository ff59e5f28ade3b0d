"""The survey page: a GET shows it and writes nothing; a POST answers, once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.models import Invitation
from surveys.services.opens import record_machine, record_open, record_start
from surveys.services.respond import (
    MAX_ANSWER_LENGTH,
    AlreadyAnswered,
    AnswerTooLong,
    LinkExpired,
    NothingWritten,
    Standing,
    find_invitation,
    standing,
    submit,
)
from surveys.text import clean_text
from surveys.views.public import UnreadableForm, form_data, page, public_page, see_other

HONEYPOT = "website"  # people never see the field; programs that fill in everything do


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    invitation = find_invitation(token=token)
    if request.method == "POST":
        return _answer(request, invitation, token)
    match standing(invitation=invitation, now=timezone.now()):
        case Standing.ANSWERED:
            return _answered()
        case Standing.EXPIRED:
            return _expired()
    return _form(invitation, token)


@public_page
@require_POST
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The open page says by itself that somebody looks at it: a GET alone never writes."""
    record_open(token=token, user_agent=request.headers.get("User-Agent", ""), now=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@public_page
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    invitation = find_invitation(token=token)
    if standing(invitation=invitation, now=timezone.now()) is not Standing.ANSWERED:
        return see_other(reverse("survey", args=[token]))
    return page("message", icon="tick", heading=gettext("Your answer has arrived"), text=invitation.survey.thanks)


def _answer(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    try:
        data = form_data(request)
    except UnreadableForm:
        return _form(invitation, token, error=gettext("We could not read what was sent. Please try once more."))
    written = {
        question.id: data[name]
        for question in invitation.survey.questions.all()
        if (name := _field_name(question.id)) in data
    }
    if data.get(HONEYPOT):
        record_machine(invitation=invitation)
        return _form(invitation, token, written, error=gettext("Please press the button once more."))
    try:
        submit(token=token, answers=written, now=timezone.now())
    except NothingWritten:
        return _form(invitation, token, written, error=gettext("Please write at least one word in one of the boxes."))
    except AnswerTooLong as error:
        record_start(invitation=invitation, now=timezone.now())
        return _form(invitation, token, written, error=_too_long(error), too_long=error.question_ids)
    except AlreadyAnswered:
        return _answered()
    except LinkExpired:
        return _expired([text for text in written.values() if text.strip()])
    return see_other(reverse("survey-thanks", args=[token]))


def _form(
    invitation: Invitation,
    token: str,
    written: Mapping[int, str] | None = None,
    *,
    error: str = "",
    too_long: Collection[int] = (),
) -> HttpResponse:
    written = written or {}
    boxes = [
        {
            "name": _field_name(question.id),
            "question": question,
            "text": written.get(question.id, ""),
            "is_too_long": question.id in too_long,
            "length": f"{len(clean_text(written.get(question.id, ''))):,}",
        }
        for question in invitation.survey.questions.order_by("position")
    ]
    return page(
        "form",
        HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK,
        token=token,
        survey=invitation.survey,
        agent=invitation.conversation.agent_first_name,
        boxes=boxes,
        error=error,
        limit=f"{MAX_ANSWER_LENGTH:,}",
        honeypot=HONEYPOT,
        is_known=bool(invitation.conversation.person_key),
    )


def _too_long(error: AnswerTooLong) -> str:
    return ngettext(
        "One answer is longer than %(limit)s characters. Please shorten it.",
        "Some answers are longer than %(limit)s characters. Please shorten them.",
        len(error.question_ids),
    ) % {"limit": f"{MAX_ANSWER_LENGTH:,}"}


def _answered() -> HttpResponse:
    return page(
        "message",
        icon="tick",
        heading=gettext("We have your answer"),
        text=gettext("It arrived safely, and it stays as you sent it. There is nothing more to do."),
    )


def _expired(unsent: Collection[str] = ()) -> HttpResponse:
    return page(
        "message",
        HTTPStatus.GONE,
        icon="clock",
        heading=gettext("This link has expired"),
        text=gettext("The time for answering is over. Thank you for wanting to help all the same."),
        unsent=unsent,
    )


def _field_name(question_id: int) -> str:
    return f"q{question_id}"
