"""JSON lines in and out: one document per line, errors with the line's number, output whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from feedback.themes.types import ROLES, Document

Row = dict[str, Any]
PATIENCE = 2.0
REPORT_EVERY = 1.0


class InputError(Exception):
    """Something is wrong with a file that was given; the message is one line for a person."""


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Line number (from 1) and object of every line that is not blank; "-" reads standard input."""
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _parse(path, number, line)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _parse(path: Path, number: int, line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path}, line {number}: not UTF-8 (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {number}: not JSON: {error.msg} (column {error.colno})") from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{path}, line {number}: not JSON that can be read") from error
    if not isinstance(row, dict):
        raise InputError(f'{path}, line {number}: must be an object such as {{"id": "1", "text": "…"}}')
    return row


def document(path: Path, number: int, row: Row) -> Document:
    """The document of a row. Raises InputError naming the field that is missing or wrong."""
    where = f"{path}, line {number}"
    identity, text, role = row.get("id"), row.get("text"), row.get("q", "why")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise InputError(f'{where}: "id" must be a string or a whole number')
    if not isinstance(text, str):
        raise InputError(f'{where}: "text" must be a string')
    if role not in ROLES:
        raise InputError(f'{where}: "q" must be one of {", ".join(ROLES)}')
    return Document(str(identity), text, role)


def strings(path: Path, number: int, row: Row, field: str) -> tuple[str, ...]:
    """A field of a row that holds a list of strings, possibly empty."""
    given = row.get(field)
    if not isinstance(given, list) or not all(isinstance(item, str) and item for item in given):
        raise InputError(f'{path}, line {number}: "{field}" must be a list of strings')
    return tuple(given)


@contextmanager
def writer(path: Path) -> Iterator[Callable[[Row], None]]:
    """Write rows to `path`, which appears only when all went well; "-" and devices are written directly."""
    if str(path) == "-":
        yield _line_to(sys.stdout)
        return
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8") as out:
                yield _line_to(out)
            return
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}-", delete=False
        ) as out:
            try:
                yield _line_to(out)
                out.flush()
                os.chmod(out.name, 0o644)
                os.replace(out.name, path)
            finally:
                Path(out.name).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


def _line_to(out: TextIO | Any) -> Callable[[Row], None]:
    def write(row: Row) -> None:
        # ASCII escapes carry any text, lone surrogates included.
        out.write(json.dumps(row) + "\n")

    return write


class Progress:
    """Counts on standard error, once something has taken longer than PATIENCE seconds."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = self._reported = time.monotonic()
        self._shown = False

    def update(self, done: int) -> None:
        """Say how far it is; at most once a second."""
        now = time.monotonic()
        if now - self._started >= PATIENCE and now - self._reported >= REPORT_EVERY:
            self._reported, self._shown = now, True
            rate = done / (now - self._started)
            print(f"{self._what}: {done:,} ({rate:,.0f}/s)", file=sys.stderr, flush=True)

    def finish(self, done: int) -> None:
        """The last word, if anything was said before."""
        if self._shown:
            print(
                f"{self._what}: {done:,}, done in {time.monotonic() - self._started:.0f} s", file=sys.stderr, flush=True
            )
