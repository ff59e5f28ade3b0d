"""The answer somebody wants to decide about."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from feedback.views.page import Desk
from surveys.models import Answer


def answer_to_decide(desk: Desk, pk: int) -> Answer:
    """The answer, if this user may decide about it: one they may not see does not exist, others are refused."""
    answer = get_object_or_404(Answer.objects.select_related("response"), pk=pk, response__team__in=desk.team_ids)
    if answer.response.team_id not in desk.changeable:
        raise PermissionDenied
    return answer
