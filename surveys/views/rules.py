"""The rules of a survey: change them, try them on the last thirty days, save them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys.access import may_change_every_team
from surveys.models import Survey, Team, rules_of
from surveys.reasons import reason_words
from surveys.services.rehearse import PERIOD, Rehearsal, rehearse
from surveys.views.rules_form import RulesForm


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def survey_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; a POST with `save` stores it, any other POST only shows what the rules in it would have done."""
    if not isinstance(request.user, User) or not may_change_every_team(request.user):
        raise Http404
    survey = get_object_or_404(Survey, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(data, instance=rules_of(survey), teams=Team.objects.order_by("name", "id"))
    if not form.is_bound:
        return _page(request, survey, form)
    if not form.is_valid():
        return _page(request, survey, form, status=422)
    if "save" in request.POST:
        form.save()
        messages.success(request, "The rules are saved. They hold for every chat that closes from now on.")
        return redirect("survey-rules", survey.pk)
    return _page(request, survey, form, rehearse(survey=survey, rules=form.instance.rules(), now=timezone.now()))


def _page(
    request: HttpRequest, survey: Survey, form: RulesForm, tried: Rehearsal | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {"survey": survey, "form": form, "tried": tried, "days": PERIOD.days}
    if tried is not None:
        context["skipped"] = [(reason_words(reason), count) for reason, count in tried.would.skipped]
    return render(request, "surveys/rules.html", context, status=status)
