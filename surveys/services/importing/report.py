"""The rows that were refused, as a table to mend the file by."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.db.models import Count

from surveys.models import ImportJob

# A spreadsheet takes a cell that begins like this for a formula and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHOWN_REASONS = 10


class _Echo:
    """A file for csv.writer that hands every line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def problem_lines(job: ImportJob) -> Iterator[str]:
    """The refused rows of `job` as the lines of a CSV file, in order; nothing in it runs as a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(["row", "reason"])
    for problem in job.problems.order_by("row").iterator():
        yield writer.writerow([problem.row, without_formula(problem.message)])


def refusal_reasons(job: ImportJob) -> list[tuple[str, int]]:
    """The most frequent reasons why rows were refused, and how many rows each."""
    reasons = job.problems.values_list("message").annotate(rows=Count("id")).order_by("-rows", "message")
    return list(reasons[:SHOWN_REASONS])


def without_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
