"""`manage.py import_answers FILE.csv --text-column …`: bring in the answers you already have."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from feedback.management.progress import Progress
from feedback.selectors.progress import engine_progress
from surveys.models import ImportJob, Question
from surveys.services.importing.columns import Columns
from surveys.services.importing.encodings import CP1252, UnreadableFile
from surveys.services.importing.jobs import OPEN, discard_import, receive_file, run_import, start_import
from surveys.services.importing.report import refusal_reasons
from surveys.services.importing.sources import DEFAULT_NAME
from surveys.services.importing.store import LEASE

BLOCK = 1024 * 1024
POLL_SECONDS = 0.25
SILENCE_SECONDS = 30.0


class Command(BaseCommand):
    help = "Bring in answers from a CSV file. Run it again to go on after a break: nothing is imported twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--text-column", required=True, help="the column with the customers' words")
        parser.add_argument("--agent-column", default="", help="the agent's name")
        parser.add_argument("--team-column", default="", help="the team's name")
        parser.add_argument("--date-column", default="", help="when the customer answered; without it: now")
        parser.add_argument("--month-first", action="store_true", help="03/04/2026 is the 4th of March")
        parser.add_argument("--question-role", choices=Question.Role.values, default=Question.Role.WHY.value)
        parser.add_argument("--source-name", default=DEFAULT_NAME, help=f"what the import is called ({DEFAULT_NAME})")
        parser.add_argument("--team", default="", help="the team of rows that name none")
        parser.add_argument("--wait", action="store_true", help="wait until the worker has read every answer")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            job = self._started(options)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        if job.columns["encoding"] == CP1252:
            self.stdout.write("The file is not UTF-8; it is read as Windows-1252. Check letters with accents.")
        self._import(job)
        self._report(job)
        if job.state != ImportJob.State.DONE:
            raise CommandError(job.failure)
        if options["wait"]:
            self._wait_for_themes(job)

    def _started(self, options: dict[str, Any]) -> ImportJob:
        columns = Columns(
            text=options["text_column"],
            agent=options["agent_column"],
            team=options["team_column"],
            date=options["date_column"],
            role=options["question_role"],
            month_first=options["month_first"],
            default_team=options["team"],
        )
        job = receive_file(chunks=_blocks(options["file"]), file_name=options["file"].name)
        try:
            return start_import(job=job, columns=columns, source_name=options["source_name"])
        except UnreadableFile:
            discard_import(job=job)
            raise

    def _import(self, job: ImportJob) -> None:
        """Import here, or look on while another process does; one that died is relieved when its lease ends."""
        progress = Progress(self.stdout, unit="rows")
        if job.state == ImportJob.State.RUNNING:
            seconds = LEASE.total_seconds()
            self.stdout.write(f"This import is under way. If its process has died, it goes on here in {seconds:.0f} s.")
        while job.state in OPEN:
            if not run_import(job_id=job.pk, on_progress=lambda job: progress.show(job.next_row, job.total_rows)):
                sleep(POLL_SECONDS)
            job.refresh_from_db()
            progress.show(job.next_row, job.total_rows)
        progress.finish()

    def _report(self, job: ImportJob) -> None:
        self.stdout.write(
            f"Imported {job.imported:,}, already there {job.already_there:,}, refused {job.refused:,}"
            f" of {job.total_rows:,} rows."
        )
        if not job.refused:
            return
        for message, rows in refusal_reasons(job):
            self.stdout.write(f"  {rows:,} × {message}")
        url = settings.PUBLIC_BASE_URL + reverse("import-problems", args=[job.pk])
        self.stdout.write(f"Every refused row, as CSV: {url}")

    def _wait_for_themes(self, job: ImportJob) -> None:
        if job.source_id is None:
            return
        progress = Progress(self.stdout, unit="answers read")
        latest, since, warned = -1, monotonic(), False
        while True:
            engine = engine_progress(source_id=job.source_id)
            progress.show(engine.read, engine.answers)
            if engine.read >= engine.answers:
                break
            if engine.read != latest:
                latest, since = engine.read, monotonic()
            elif not warned and monotonic() - since > SILENCE_SECONDS:
                self.stderr.write(f"No answer was read for {SILENCE_SECONDS:.0f} s: is a worker running?")
                warned = True
            sleep(POLL_SECONDS)
        progress.finish()
        self.stdout.write(f"{engine.read - engine.failed:,} answers are themed, {engine.failed:,} failed.")


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
