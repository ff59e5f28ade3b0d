"""The codebook's pages: read by everybody, edited by those who may decide about every team."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from feedback.curation.frame import EditRefused
from feedback.forms.codebook import EditForm
from feedback.models import CodebookEdit, Theme
from feedback.selectors.codebook_page import book, history, preview_merge
from feedback.services.curate import edit_codebook, undo_edit
from feedback.views.page import Desk, manager_action, manager_page
from surveys.access import may_curate

SHOWN_EDITS = 50


@manager_page
def codebook(request: HttpRequest, desk: Desk) -> HttpResponse:
    values = {
        "groups": book(desk.team_ids),
        "history": history()[:SHOWN_EDITS],
        "may_curate": may_curate(desk.user),
    }
    return render(request, "feedback/codebook.html", values)


@manager_page
def codebook_theme(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    if not may_curate(desk.user):
        raise PermissionDenied
    theme = get_object_or_404(Theme.objects.select_related("parent", "merged_into"), key=key)
    themes = Theme.objects.exclude(parent=None).filter(merged_into=None).exclude(pk=theme.pk)
    values = {
        "theme": theme,
        "groups": Theme.objects.filter(parent=None).order_by("position"),
        "targets": themes.select_related("parent").order_by("parent__position", "position"),
        "history": history().filter(theme=key)[:SHOWN_EDITS],
        "may_curate": True,
    }
    return render(request, "feedback/codebook_theme.html", values)


@manager_action
def codebook_edit(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """Make an edit; a merge is shown first and made when it comes again, with `sure`."""
    _only_curators(desk)
    theme = get_object_or_404(Theme, key=key)
    form = EditForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "This cannot be saved as it is: a name has at most 120 characters, a text 4,000.")
        return redirect("codebook-theme", key)
    kind, values = form.cleaned_data["kind"], form.values()
    target = Theme.objects.filter(key=values.get("into", "")).first()
    if kind == "merge" and target and not form.cleaned_data["sure"]:
        preview = preview_merge(source=theme, target=target, teams=desk.team_ids)
        return render(request, "feedback/codebook_merge.html", {"theme": theme, "target": target, "preview": preview})
    try:
        edit = edit_codebook(kind=kind, theme=key, values=values, user=desk.user, now=timezone.now())
        messages.success(request, f"{edit.words}.")
    except EditRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("codebook-theme", key)


@manager_action
def codebook_undo(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    _only_curators(desk)
    try:
        edit = undo_edit(edit=get_object_or_404(CodebookEdit, pk=pk), user=desk.user, now=timezone.now())
        messages.success(request, f"{edit.words}.")
    except EditRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("codebook")


def _only_curators(desk: Desk) -> None:
    if not may_curate(desk.user):
        raise PermissionDenied
