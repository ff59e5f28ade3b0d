"""The default themes and the sentences written for them, read from `feedback/codebook/`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from feedback.themes.types import Role, Sentiment

FOLDER = Path(__file__).resolve().parent.parent / "codebook"
BOOK_FILE = FOLDER / "codebook.json"
SENTENCES_FILE = FOLDER / "sentences.jsonl"


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: what it means, where it ends, how to practise it."""

    id: str
    parent: str
    parent_label: str
    label: str
    definition: str
    include: str
    exclude: str
    goleman: tuple[str, ...]
    seed_sign: tuple[str, ...]
    practice: str
    praise_example: str
    examples: tuple[str, ...]
    typical_emotions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Where an answer goes besides the themes: product, access, praise only, nothing, serious …"""

    id: str
    label: str
    definition: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes and routes in the order of the file; `version` names this edition."""

    version: str
    themes: tuple[Theme, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A written and coded example. `emotions` is None where nobody has coded the emotion."""

    text: str
    role: Role
    improve: tuple[str, ...]
    praise: tuple[str, ...]
    routes: tuple[str, ...]
    sentiment: Sentiment
    emotions: tuple[str, ...] | None


@cache
def load_codebook() -> Codebook:
    """The codebook of this version of the project."""
    book = json.loads(BOOK_FILE.read_text(encoding="utf-8"))
    return Codebook(
        version=book["version"],
        themes=tuple(_theme(row, book["parents"]) for row in book["themes"]),
        routes=tuple(
            Route(row["id"], row["label"], row["definition"], tuple(row["examples"])) for row in book["routing"]
        ),
    )


def _theme(row: dict[str, Any], parents: dict[str, str]) -> Theme:
    return Theme(
        id=row["id"],
        parent=row["parent"],
        parent_label=parents[row["parent"]],
        label=row["label"],
        definition=row["definition"],
        include=row["include"],
        exclude=row["exclude"],
        goleman=tuple(row["goleman"]),
        seed_sign=tuple(row["seed_sign"]),
        practice=row["coaching_practice"],
        praise_example=row["praise_mirror"],
        examples=tuple(row["examples"]),
        typical_emotions=tuple(row["typical_emotions"]),
    )


def iter_sentences() -> Iterator[Sentence]:
    """The written sentences in file order; one text may stand under two roles with different labels."""
    with SENTENCES_FILE.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            emotions = row.get("emotion")
            yield Sentence(
                text=row["text"],
                role=row["q"],
                improve=tuple(row["improve"]),
                praise=tuple(row["praise"]),
                routes=tuple(row["route"]),
                sentiment=row["sentiment"],
                emotions=None if emotions is None else tuple(emotions),
            )
