from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from feedback.forms.actions import FollowupForm
from feedback.services.followups import close_case, reopen_case
from feedback.views.back import back
from feedback.views.deciding import answer_to_decide
from feedback.views.page import Desk, manager_action


@manager_action
def followup(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    form = FollowupForm(request.POST)
    answer = answer_to_decide(desk, pk)
    if form.is_valid():
        close_case(answer=answer, user=desk.user, note=form.cleaned_data["note"])
    return back(request)


@manager_action
def followup_reopen(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    reopen_case(answer=answer_to_decide(desk, pk))
    return back(request)
