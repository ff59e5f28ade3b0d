from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.selectors.answer_page import response_of
from feedback.views.page import Desk, manager_page


@manager_page
def answer(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = response_of(pk, teams=desk.team_ids, themes=desk.themes_by_id)
    if found is None:
        raise Http404
    values = {"response": found, "answer_id": pk, "changeable": desk.changeable, "themes": desk.themes.values()}
    return render(request, "feedback/answer.html", values)
