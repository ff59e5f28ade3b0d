from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from feedback.forms.actions import SavedViewForm
from feedback.services.saved_views import delete_view, save_view
from feedback.views.back import back
from feedback.views.page import Desk, manager_action


@manager_action
def saved_views(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = SavedViewForm(request.POST)
    if form.is_valid():
        save_view(owner=desk.user, **form.cleaned_data)
    return back(request)


@manager_action
def saved_view_delete(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    if not delete_view(owner=desk.user, pk=pk):
        raise Http404
    return back(request)
