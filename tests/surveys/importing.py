"""What the tests of imports have in common."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from surveys.models import Answer, ImportJob
from surveys.services.importing.columns import Columns
from surveys.services.importing.jobs import receive_file, run_import, start_import

REMARKS = """text,agent,team,date
So kind,Priya,Orders,2026-02-01
Too slow,Tom,Returns,2026-02-02
Good,PRIYA,orders,2026-02-03
"""
ALL_COLUMNS = Columns(text="text", agent="agent", team="team", date="date", role="better")


def a_waiting_import(
    content: str | bytes = REMARKS, *, columns: Columns | None = None, name: str = "Old survey"
) -> ImportJob:
    """An import whose columns are chosen and whose first row nobody has read yet."""
    raw = content if isinstance(content, bytes) else content.encode()
    job = receive_file(chunks=[raw], file_name="answers.csv")
    return start_import(job=job, columns=columns or Columns(text="text"), source_name=name)


def a_finished_import(
    content: str | bytes = REMARKS, *, columns: Columns | None = None, name: str = "Old survey"
) -> ImportJob:
    job = a_waiting_import(content, columns=columns, name=name)
    assert run_import(job_id=job.pk)
    job.refresh_from_db()
    return job


def counts(job: ImportJob) -> tuple[int, int, int]:
    """Imported, already there, refused."""
    return job.imported, job.already_there, job.refused


def texts() -> list[str]:
    return list(Answer.objects.order_by("id").values_list("text", flat=True))


def kept_files() -> list[Path]:
    return list((Path(settings.MEDIA_ROOT) / "imports").glob("*"))
