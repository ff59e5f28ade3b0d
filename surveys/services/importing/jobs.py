"""The life of an import: a file is received, its columns are chosen, a worker or the command stores its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from surveys.doorbell import ring
from surveys.models import ImportJob, Source
from surveys.services.importing.columns import Columns, guess_columns
from surveys.services.importing.encodings import UnreadableFile
from surveys.services.importing.files import (
    keep_file,
    kept_path,
    remove_file,
    remove_files_before,
    same_content,
    shown_name,
)
from surveys.services.importing.rows import read_rows
from surveys.services.importing.sources import import_source, question_of
from surveys.services.importing.store import LEASE, LeaseLost, store_chunk
from surveys.services.importing.table import Table, open_table

IMPORT_TASK = "surveys.import"
CHUNK = 500
MOST_ROWS = 250_000
ABANDONED_AFTER = timedelta(days=1)
OPEN = (ImportJob.State.WAITING, ImportJob.State.RUNNING)
GUESSED_FROM, SHOWN = 200, 5


@dataclass(frozen=True)
class Preview:
    """The first rows of a file that waits for its columns to be chosen, and what its columns most likely hold."""

    table: Table
    rows: list[list[str]]
    guess: Columns


def receive_file(*, chunks: Iterable[bytes], file_name: str, user: User | None = None) -> ImportJob:
    """Keep the file; the job waits until `start_import` says which column is which.

    Raises UnreadableFile, with a sentence and nothing kept, if the file is too large or no table.
    """
    path = keep_file(chunks)
    try:
        open_table(kept_path(path))
    except UnreadableFile:
        remove_file(path)
        raise
    return ImportJob.objects.create(file_name=shown_name(file_name), path=path, columns={}, started_by=user)


def start_import(*, job: ImportJob, columns: Columns, source_name: str) -> ImportJob:
    """Let a worker import the file of `job`; returns the import of the same file that is under way, if there is one.

    Raises UnreadableFile if a column is not in the file or `source_name` belongs to a chat tool.
    """
    table = open_table(kept_path(job.path))
    columns.check(table.header)
    columns = replace(columns, encoding=table.encoding)
    source = import_source(name=source_name, team=columns.default_team)
    same = ImportJob.objects.filter(
        source=source, path__startswith=same_content(job.path), columns=columns.as_json(), state__in=OPEN
    ).first()
    if same:
        discard_import(job=job)
        return same
    ImportJob.objects.filter(pk=job.pk, source=None).update(columns=columns.as_json(), source=source)
    job.refresh_from_db()
    return job


def preview_import(*, job: ImportJob) -> Preview:
    """How the file looks. Raises UnreadableFile if it is no longer there."""
    table = open_table(kept_path(job.path))
    rows = [row for row in islice(table.rows(), GUESSED_FROM) if isinstance(row, list)]
    return Preview(table, rows[:SHOWN], guess_columns(table.header, rows))


def discard_import(*, job: ImportJob) -> None:
    """Forget a file whose import has not begun."""
    if ImportJob.objects.filter(pk=job.pk, source=None).delete()[0]:
        remove_file(job.path)


def run_import(*, job_id: int, on_progress: Callable[[ImportJob], None] | None = None) -> bool:
    """Import what is left of the file, and say whether it was this process that came to its end.

    May be killed at any point and called again, by several processes at once: the job is leased by a conditional
    UPDATE, and every chunk of rows commits together with how far the job is. A file that cannot be read ends the job
    as failed.
    """
    if not _claim(job_id):
        return False
    job = ImportJob.objects.get(pk=job_id)
    try:
        _store_rows(job, on_progress)
        _finish(job, ImportJob.State.DONE)
    except UnreadableFile as error:
        _finish(job, ImportJob.State.FAILED, failure=str(error))
    except LeaseLost:
        return False
    return True


def due_imports(*, now: datetime) -> QuerySet[ImportJob]:
    """The imports that no process is working on, though their columns are chosen."""
    left = Q(state=ImportJob.State.WAITING) | Q(state=ImportJob.State.RUNNING, leased_until__lt=now)
    return ImportJob.objects.filter(left, source__isnull=False)


def sweep_imports(*, now: datetime) -> None:
    """Ring for the imports that wait or were broken off, and remove the files that nobody wants any more."""
    for job_id in due_imports(now=now).order_by("id").values_list("id", flat=True):
        ring(IMPORT_TASK, job_id)
    for job in ImportJob.objects.filter(source=None, created_at__lt=now - ABANDONED_AFTER):
        discard_import(job=job)
    wanted = set(ImportJob.objects.filter(state__in=OPEN).values_list("path", flat=True))
    remove_files_before(now - ABANDONED_AFTER, but=wanted)


def _claim(job_id: int) -> bool:
    now = timezone.now()
    free = due_imports(now=now).filter(pk=job_id)
    return bool(free.update(state=ImportJob.State.RUNNING, leased_until=now + LEASE))


def _store_rows(job: ImportJob, on_progress: Callable[[ImportJob], None] | None) -> None:
    columns = Columns.from_json(job.columns)
    table = open_table(kept_path(job.path))
    columns.check(table.header)
    if not job.total_rows:
        _set_total(job, _counted(table))
    source = Source.objects.select_related("survey").get(imports=job)
    question = question_of(source.survey, columns.role)
    rows = read_rows(table, columns, now=job.created_at, zone=timezone.get_default_timezone(), after=job.next_row)
    while chunk := list(islice(rows, CHUNK)):
        store_chunk(job=job, source=source, question=question, rows=chunk)
        if on_progress:
            on_progress(job)


def _set_total(job: ImportJob, rows: int) -> None:
    lease = timezone.now() + LEASE
    if not _held(job).update(total_rows=rows, leased_until=lease):
        raise LeaseLost
    job.total_rows, job.leased_until = rows, lease


def _held(job: ImportJob) -> QuerySet[ImportJob]:
    """The job's row, as long as this process holds the lease."""
    return ImportJob.objects.filter(pk=job.pk, leased_until=job.leased_until)


def _counted(table: Table) -> int:
    rows = sum(1 for _ in islice(table.rows(), MOST_ROWS + 1))
    if rows > MOST_ROWS:
        raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows: split it.")
    if not rows:
        raise UnreadableFile("The file has a header and no rows.")
    return rows


def _finish(job: ImportJob, state: ImportJob.State, *, failure: str = "") -> None:
    with transaction.atomic():
        if not _held(job).update(state=state, failure=failure[:500], leased_until=None, finished_at=timezone.now()):
            raise LeaseLost
        transaction.on_commit(partial(remove_file, job.path))
    job.refresh_from_db()
