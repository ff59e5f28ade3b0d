"""Bring in answers: upload a file, choose its columns, watch it come in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from surveys.access import may_import
from surveys.doorbell import ring
from surveys.forms import ColumnsForm, UploadForm
from surveys.models import ImportJob, Team
from surveys.services.importing.encodings import CP1252, UnreadableFile
from surveys.services.importing.jobs import (
    IMPORT_TASK,
    OPEN,
    Preview,
    discard_import,
    preview_import,
    receive_file,
    start_import,
)
from surveys.services.importing.report import problem_lines, refusal_reasons

LISTED = 50
SHOWN_PROBLEMS = 20


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports so far, and a form for another file."""
    user = _importing_user(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect("import", receive_file(chunks=file.chunks(), file_name=file.name, user=user).pk)
        except UnreadableFile as error:
            form.add_error("file", str(error))
    jobs = ImportJob.objects.select_related("source").order_by("-id")[:LISTED]
    return render(request, "surveys/imports/list.html", {"form": form, "jobs": jobs}, status=_status(form))


@login_required
@require_http_methods(["GET", "POST"])
def import_job(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its columns to choose, then how far it is, then what came of it."""
    _importing_user(request)
    job = get_object_or_404(ImportJob.objects.select_related("source"), pk=pk)
    if job.source is None:
        return _choose_columns(request, job)
    if request.method == "POST":
        return redirect("import", job.pk)
    context = {
        "job": job,
        "is_open": job.state in OPEN,
        "is_guessed_encoding": job.columns["encoding"] == CP1252,
        "reasons": refusal_reasons(job),
        "problems": job.problems.order_by("row")[:SHOWN_PROBLEMS],
    }
    return render(request, "surveys/imports/progress.html", context)


@login_required
@require_GET
def import_problems(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The refused rows as a CSV file."""
    _importing_user(request)
    job = get_object_or_404(ImportJob, pk=pk)
    disposition = {"Content-Disposition": f'attachment; filename="import-{job.pk}-refused.csv"'}
    return StreamingHttpResponse(problem_lines(job), content_type="text/csv; charset=utf-8", headers=disposition)


def _choose_columns(request: HttpRequest, job: ImportJob) -> HttpResponse:
    if "discard" in request.POST:
        discard_import(job=job)
        return redirect("imports")
    try:
        preview = preview_import(job=job)
    except UnreadableFile as error:
        return render(request, "surveys/imports/gone.html", {"job": job, "error": error}, status=410)
    form = ColumnsForm(
        request.POST.dict() if request.method == "POST" else None, header=preview.table.header, guess=preview.guess
    )
    if form.is_bound and form.is_valid():
        try:
            started = start_import(job=job, columns=form.columns(), source_name=form.cleaned_data["source_name"])
        except UnreadableFile as error:
            form.add_error(None, str(error))
        else:
            ring(IMPORT_TASK, started.pk)
            return redirect("import", started.pk)
    return render(request, "surveys/imports/columns.html", _columns_context(job, form, preview), status=_status(form))


def _columns_context(job: ImportJob, form: ColumnsForm, preview: Preview) -> dict[str, object]:
    return {
        "job": job,
        "form": form,
        "preview": preview,
        "is_guessed_encoding": preview.table.encoding == CP1252,
        "teams": Team.objects.order_by("name", "id"),
    }


def _importing_user(request: HttpRequest) -> User:
    """The signed-in user; for one who may not import there is no such page."""
    if not isinstance(request.user, User) or not may_import(request.user):
        raise Http404
    return request.user


def _status(form: UploadForm | ColumnsForm) -> int:
    return 422 if form.errors else 200
