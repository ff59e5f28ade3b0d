"""A CSV file as rows of cells, one at a time: a broken row costs itself, never its neighbours or the memory."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from surveys.services.importing.encodings import UnreadableFile, detect_encoding
from surveys.text import single_line

# The csv module's own limit for a cell; here it holds for a row, its line breaks included.
LONGEST_ROW = 131_072
DELIMITERS = (",", ";", "\t", "|")
# A file of one column: nothing separates cells, so that a comma in a sentence does not either.
NO_DELIMITER = "\x1f"
SAMPLE_ROWS = 30


@dataclass(frozen=True)
class BrokenRow:
    """A row that has no cells because its text could not be taken apart."""

    reason: str


@dataclass(frozen=True)
class Table:
    """A file, how to read it, and the names of its columns; `""` for a column without a name."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def rows(self) -> Iterator[list[str] | BrokenRow]:
        """The rows below the header, each with as many cells as the header; blank lines are no rows.

        A row that is too short is filled up with empty cells, as some spreadsheets leave them out. One that is too
        long is broken: most likely its text holds a delimiter and lacks its quotation marks.
        """
        for cells in islice(_rows(self.path, self.encoding, self.delimiter), 1, None):
            yield self._fitted(cells) if isinstance(cells, list) else cells

    def _fitted(self, cells: list[str]) -> list[str] | BrokenRow:
        width = len(self.header)
        if any(cell.strip() for cell in cells[width:]):
            return BrokenRow(f"The row has {len(cells)} cells where the header has {width}.")
        return cells[:width] + [""] * (width - len(cells))


def open_table(path: Path) -> Table:
    """Find out how the file is to be read. Raises UnreadableFile, with a sentence, if it cannot be."""
    encoding = detect_encoding(path)
    delimiter = _detect_delimiter(path, encoding)
    first = next(_rows(path, encoding, delimiter), [])
    if isinstance(first, BrokenRow):
        raise UnreadableFile(f"The first row cannot be read: {first.reason}")
    header = tuple(single_line(cell) for cell in first)
    if not any(header):
        raise UnreadableFile("The first row has to name the columns, and it is empty.")
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice:
        raise UnreadableFile(f"Two columns are named “{twice}”: give every column its own name.")
    return Table(path, encoding, delimiter, header)


def _detect_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that cuts most rows of the sample into as many cells as the header, more cells being better."""
    best, best_score = NO_DELIMITER, (0.5, 1)
    for delimiter in DELIMITERS:
        rows = [row for row in islice(_rows(path, encoding, delimiter), SAMPLE_ROWS) if isinstance(row, list)]
        width = len(rows[0]) if rows else 0
        score = (sum(len(row) == width for row in rows) / len(rows), width) if width > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str] | BrokenRow]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            lines.begin_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong) as error:
                lines.give_back_all_but_the_first()
                yield BrokenRow(_reason(error))
            else:
                if cells:
                    yield cells


def _reason(error: Exception) -> str:
    if isinstance(error, _TooLong):
        return f"The row is longer than {LONGEST_ROW:,} characters, or a quotation mark in it is never closed."
    return "The quotation marks of the row do not match."


class _TooLong(Exception):
    pass


class _Lines(Iterable[str]):
    """The lines of a file for csv.reader, with the lines of the current row at hand.

    When a quotation mark is never closed the reader swallows the rows below; those lines are given back.
    """

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.waiting: deque[str] = deque()
        self.row: list[str] = []
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else self.file.readline(LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        self.row.append(line)
        self.size += len(line)
        if self.size > LONGEST_ROW:
            if len(self.row) == 1:
                self._skip_rest_of(line)
            raise _TooLong
        return line

    def begin_row(self) -> None:
        self.row, self.size = [], 0

    def give_back_all_but_the_first(self) -> None:
        self.waiting.extendleft(reversed(self.row[1:]))

    def _skip_rest_of(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self.file.readline(LONGEST_ROW)
