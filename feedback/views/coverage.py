from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.forms.chats import ChatsForm
from feedback.selectors.chats import chat_rows, newest_chats
from feedback.selectors.coverage import coverage as covered
from feedback.selectors.ledger import agents_of, surveys_of
from feedback.views.page import Desk, manager_page
from surveys.access import may_change_every_team

PER_PAGE = 50


@manager_page
def coverage(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How much of what closed was followed by a survey, and what became of it."""
    form = _form(request, desk)
    found = covered(form.chosen(), teams=form.names["team"])
    surveys = surveys_of(desk.team_ids) if may_change_every_team(desk.user) else {}
    return render(request, "feedback/coverage.html", {"form": form, "coverage": found, "rules_of": surveys.items()})


@manager_page
def chats(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The chats behind one of the numbers."""
    form = _form(request, desk)
    found = newest_chats(form.chosen().rows()).values_list("pk", flat=True)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "feedback/chats.html", {"form": form, "page": page, "rows": chat_rows(list(page))})


def _form(request: HttpRequest, desk: Desk) -> ChatsForm:
    return ChatsForm(
        request.GET,
        teams=desk.teams,
        agents=agents_of(desk.team_ids),
        surveys=surveys_of(desk.team_ids),
        today=desk.today,
    )
