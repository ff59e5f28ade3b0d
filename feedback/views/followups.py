from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from feedback.forms.actions import FollowupForm
from feedback.services.followups import close_case, reopen_case
from feedback.views.back import back
from feedback.views.page import Desk, manager_action
from surveys.access import changeable_teams
from surveys.models import Answer


@manager_action
def followup(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    form = FollowupForm(request.POST)
    answer = _answer(desk, pk)
    if form.is_valid():
        close_case(answer=answer, user=desk.user, note=form.cleaned_data["note"])
    return back(request)


@manager_action
def followup_reopen(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    reopen_case(answer=_answer(desk, pk))
    return back(request)


def _answer(desk: Desk, pk: int) -> Answer:
    """The answer, if this user may decide about it: one they may not see does not exist, others are refused."""
    answer = get_object_or_404(Answer.objects.select_related("response__team"), pk=pk, response__team__in=desk.team_ids)
    if answer.response.team not in changeable_teams(desk.user):
        raise PermissionDenied
    return answer
