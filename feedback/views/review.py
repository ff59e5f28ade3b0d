"""The review queue: ten answers, one at a time; and the same decisions on an answer's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from feedback.forms.review import SKIP, ReviewForm
from feedback.selectors.answer_page import AnswerDetail, response_of
from feedback.selectors.quality import ENOUGH, agreement
from feedback.selectors.review_queue import cards
from feedback.services.review import NotReadYet, review_answer, withdraw_review
from feedback.views.back import back
from feedback.views.deciding import answer_to_decide
from feedback.views.page import Desk, manager_action, manager_page
from feedback.views.review_round import Round
from surveys.models import Answer

BUSY = "The engine is reading this answer just now. Please decide in a few seconds."


@manager_page
def review(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The next card of this round, or what came of it."""
    teams = tuple(sorted(desk.changeable))
    this = Round(request.session)
    if not this.cards:
        this.begin(cards(teams))
    while (card := this.next()) is not None:
        detail = _detail(desk, card.answer)
        is_open = detail and (not detail.review or this.again == card.answer)
        if detail and is_open and detail.row.state == "done":
            break
        this.leave_out(card.answer)  # reviewed by somebody else meanwhile, erased, or being read again
    values = {
        "card": card,
        "answer": detail if card else None,
        "number": this.position,
        "of": len(this.cards),
        "done": len(this.done),
        "themes": desk.themes.values(),
        "agreement": None if card else agreement(desk.team_ids),
        "enough": ENOUGH,
        "may_decide": bool(teams),
    }
    return render(request, "feedback/review.html", values)


@manager_action
def review_card(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """A decision from the queue: on to the next card."""
    answer = answer_to_decide(desk, pk)
    this = Round(request.session)
    form = ReviewForm(request.POST, themes=desk.themes)
    if form.is_valid():
        if form.cleaned_data["act"] == SKIP:
            this.leave_out(pk)
        elif _decide(request, desk, answer, form):
            this.finish(pk)
    return redirect("review")


@manager_action
def review_restart(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ten more."""
    Round(request.session).end()
    return redirect("review")


@manager_action
def review_back(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the answer decided last once more; deciding again replaces the decision."""
    Round(request.session).step_back()
    return redirect("review")


@manager_action
def answer_review(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The same decision, on the answer's own page."""
    answer = answer_to_decide(desk, pk)
    form = ReviewForm(request.POST, themes=desk.themes)
    if form.is_valid() and form.cleaned_data["act"] != SKIP:
        _decide(request, desk, answer, form)
    return back(request)


@manager_action
def answer_review_withdraw(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Take back what was decided about an answer."""
    try:
        withdraw_review(answer=answer_to_decide(desk, pk), now=timezone.now())
        messages.success(request, "Taken back. The engine reads the answer again; reload in a few seconds.")
    except NotReadYet:
        messages.warning(request, BUSY)
    return back(request)


def _decide(request: HttpRequest, desk: Desk, answer: Answer, form: ReviewForm) -> bool:
    try:
        review_answer(
            answer=answer,
            user=desk.user,
            codes=form.codes(),
            span=form.span(len(answer.text)),
            now=timezone.now(),
            chosen_for=form.cleaned_data["why"],
        )
    except NotReadYet:
        messages.warning(request, BUSY)
        return False
    return True


def _detail(desk: Desk, pk: int) -> AnswerDetail | None:
    found = response_of(pk, teams=desk.team_ids, themes=desk.themes_by_id)
    return next((detail for detail in found.answers if detail.row.pk == pk), None) if found else None
