"""One row of a table as an answer, or the reason why it is none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from surveys.services.importing.columns import Columns
from surveys.services.importing.dates import parse_date
from surveys.services.importing.table import BrokenRow, Table
from surveys.text import clean_text, single_line

# In characters. A longer answer is refused, never cut.
LONGEST_ANSWER = 20_000
LONGEST_AGENT, LONGEST_TEAM = 200, 120
SHOWN = 60
# Between the cells of a row, where no text can hold it.
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class ImportedAnswer:
    """A row that can be stored. The same row of the same file has the same `external_id` in every import."""

    number: int
    external_id: str
    text: str
    agent: str
    team: str
    answered_at: datetime


@dataclass(frozen=True)
class Refusal:
    number: int
    reason: str


class RefusedRow(Exception):
    """The row cannot be taken in; the message says why."""


def read_rows(
    table: Table, columns: Columns, *, now: datetime, zone: tzinfo, after: int = 0
) -> Iterator[ImportedAnswer | Refusal]:
    """The rows of `table` after row `after` in order, numbered from 1. Rows without a date are answered at `now`.

    Rows may repeat each other honestly ("Good", "Good"), so the id of a row is the digest of its cells and how many
    such rows came before: a file with more rows at its end gives its first rows the same ids.
    """
    reader = _Reader(table, columns, now, zone)
    for number, cells in enumerate(table.rows(), 1):
        if number <= after:
            reader.pass_over(cells)
            continue
        try:
            yield reader.read(number, cells)
        except RefusedRow as refusal:
            yield Refusal(number, str(refusal))


class _Reader:
    def __init__(self, table: Table, columns: Columns, now: datetime, zone: tzinfo) -> None:
        self.place = {name: place for place, name in enumerate(table.header)}
        self.columns, self.now, self.zone = columns, now, zone
        self.seen: Counter[bytes] = Counter()

    def read(self, number: int, cells: list[str] | BrokenRow) -> ImportedAnswer:
        if isinstance(cells, BrokenRow):
            raise RefusedRow(cells.reason)
        return ImportedAnswer(
            number=number,
            external_id=self._external_id(cells),
            text=self._text(cells),
            agent=self._name(cells, self.columns.agent, LONGEST_AGENT),
            team=self._name(cells, self.columns.team, LONGEST_TEAM) or self.columns.default_team,
            answered_at=self._answered_at(cells),
        )

    def pass_over(self, cells: list[str] | BrokenRow) -> None:
        """Count a row that an earlier process has read, for the ids of those that repeat it."""
        if isinstance(cells, list):
            self._external_id(cells)

    def _external_id(self, cells: list[str]) -> str:
        content = SEPARATOR.join([self.columns.text, *cells]).encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(content).digest()[:20]
        self.seen[digest] += 1
        return f"{digest.hex()}-{self.seen[digest]}"

    def _text(self, cells: list[str]) -> str:
        text = clean_text(cells[self.place[self.columns.text]])
        if not text:
            raise RefusedRow("No text.")
        if len(text) > LONGEST_ANSWER:
            raise RefusedRow(f"The text has {len(text):,} characters; at most {LONGEST_ANSWER:,} are taken.")
        return text

    def _name(self, cells: list[str], column: str, longest: int) -> str:
        name = single_line(cells[self.place[column]]) if column else ""
        if len(name) > longest:
            raise RefusedRow(f"The name in column “{column}” is longer than {longest} characters.")
        return name

    def _answered_at(self, cells: list[str]) -> datetime:
        if not self.columns.date:
            return self.now
        value = single_line(cells[self.place[self.columns.date]])
        try:
            moment = parse_date(value, zone=self.zone, month_first=self.columns.month_first)
        except (ValueError, OverflowError):
            raise RefusedRow(f"“{_shortened(value)}” is not a date." if value else "No date.") from None
        if moment > self.now + timedelta(days=1):
            raise RefusedRow(f"“{_shortened(value)}” lies in the future.")
        return moment


def _shortened(value: str) -> str:
    return value if len(value) <= SHOWN else value[:SHOWN] + "…"
