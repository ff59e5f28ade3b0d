"""What discovery remembers between runs, as JSON lines: a head, the top themes, the themes, and people's decisions.

A decision is made by adding a line to the file, for instance {"do": "rename", "theme": 3, "name": "Late refunds"}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

from feedback.themes import jsonl
from feedback.themes.encoder import WIDTH, Vectors
from feedback.themes.identity import DIGEST_LENGTH, digest, read
from feedback.themes.jsonl import InputError, Row
from feedback.themes.stable import Decision, Deed

VERSION = 1
DIGITS = 5
DIGEST = re.compile(rf"[0-9a-f]{{{DIGEST_LENGTH}}}")
# What a line of each decision must hold.
FIELDS: dict[Deed, tuple[str, ...]] = {
    "rename": ("theme", "name"),
    "merge": ("theme", "into"),
    "split": ("theme", "texts", "name"),
    "move": ("texts", "into"),
    "hide": ("theme",),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as remembered: the mean of its texts' unit vectors, and the digests of all texts it ever had."""

    id: int
    name: str
    top: int
    mean: Vectors
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """`tops` names the top themes; `next` is the first id never used; `reach` the least cosine that still fits."""

    themes: tuple[Theme, ...] = ()
    tops: dict[int, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    next: int = 0
    reach: float = 0.0


def load(path: Path) -> State:
    """The state in a file, or an empty one where there is no file. Raises InputError naming the line."""
    if not path.exists():
        return State()
    rows = list(jsonl.read_rows(path))
    if not rows or rows[0][1].get("state") != VERSION:
        raise InputError(f"{path}: is not a state that this version reads")
    try:
        state = _restore([row for _, row in rows])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: is damaged: {error!r}") from error
    for number, row in rows:
        if "do" in row:
            state = _add(state, f"{path}, line {number}", row)
    return state


def save(path: Path, state: State) -> None:
    """Write the state; the same state gives the same bytes."""
    with jsonl.writer(path) as write:
        for row in _rows(state):
            write(row)


def _restore(rows: list[Row]) -> State:
    themes = tuple(
        Theme(row["theme"], row["name"], row["top"], _vector(row["mean"]), frozenset(row["texts"]))
        for row in rows
        if "mean" in row
    )
    tops = {row["top"]: row["name"] for row in rows if "top" in row and "theme" not in row}
    return State(themes, tops, (), rows[0]["next"], rows[0]["reach"])


def _vector(numbers: Any) -> Vectors:
    vector = np.array(numbers, np.float32)
    if vector.shape != (WIDTH,):
        raise ValueError(f"a mean must have {WIDTH} numbers")
    return vector


def _add(state: State, where: str, row: Row) -> State:
    """The state with one more decision; a theme split off for the first time gets the next id."""
    do = row["do"]
    if do not in get_args(Deed):
        raise InputError(f'{where}: "do" must be one of {", ".join(get_args(Deed))}')
    if missing := [name for name in FIELDS[do] if name not in row]:
        raise InputError(f'{where}: {do} needs "{missing[0]}"')
    is_first = do == "split" and "into" not in row
    following = state.next + is_first
    decision = Decision(
        do=do,
        theme=_theme(where, following, row, "theme"),
        into=state.next if is_first else _theme(where, following, row, "into"),
        name=_name(where, row),
        texts=_texts(where, row),
    )
    return replace(state, decisions=(*state.decisions, decision), next=following)


def _theme(where: str, following: int, row: Row, name: str) -> int:
    theme = row.get(name, -1)
    if not isinstance(theme, int) or isinstance(theme, bool) or (name in row and not 0 <= theme < following):
        raise InputError(f'{where}: "{name}" is no theme')
    return theme


def _name(where: str, row: Row) -> str:
    name = row.get("name", "")
    if not isinstance(name, str) or ("name" in row and not name.strip()):
        raise InputError(f'{where}: "name" must be a text')
    return name


def _texts(where: str, row: Row) -> tuple[str, ...]:
    texts = row.get("texts", [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InputError(f'{where}: "texts" must be a list of texts')
    return tuple(text if DIGEST.fullmatch(text) else digest(read(text)) for text in texts)


def _rows(state: State) -> Iterator[Row]:
    yield {"state": VERSION, "next": state.next, "reach": round(state.reach, DIGITS)}
    for top, name in sorted(state.tops.items()):
        yield {"top": top, "name": name}
    for theme in sorted(state.themes, key=lambda theme: theme.id):
        mean = [round(float(number), DIGITS) for number in theme.mean]
        yield {"theme": theme.id, "name": theme.name, "top": theme.top, "mean": mean, "texts": sorted(theme.texts)}
    for decision in state.decisions:
        given = {"theme": decision.theme, "into": decision.into}
        row: Row = {"do": decision.do} | {name: theme for name, theme in given.items() if theme >= 0}
        if decision.name:
            row["name"] = decision.name
        if decision.texts:
            row["texts"] = list(decision.texts)
        yield row
