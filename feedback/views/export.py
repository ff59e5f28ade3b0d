from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from feedback.selectors.export import export_rows
from feedback.views.page import Desk, manager_page

BOM = "\ufeff"  # without it, spreadsheets read UTF-8 as something older


class _Echo:
    """A file that gives back what is written, so that a row goes out as soon as it is made."""

    def write(self, line: str) -> str:
        return line


@manager_page
def answers_csv(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The answers of the page, all of them, as a file."""
    chosen = desk.filter_form(request.GET).chosen()
    name = f"answers-{desk.today:%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        _lines(export_rows(chosen, themes=desk.themes_by_id)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow(row)
