"""Which column of a file holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from surveys.services.importing.dates import writes_month_first
from surveys.services.importing.encodings import UnreadableFile

# Words in a column's name that say what it holds, the most telling first.
TEXT_WORDS = (
    *("answer", "comment", "comments", "remark", "remarks", "feedback", "verbatim", "review", "text", "message"),
    *("response", "suggestion", "reason", "body", "description"),
)
AGENT_WORDS = ("agent", "assignee", "representative", "rep", "advisor", "operator", "handler", "employee", "teammate")
TEAM_WORDS = ("team", "group", "department", "queue", "inbox", "brand")
DATE_WORDS = ("date", "submitted", "answered", "responded", "created", "closed", "time", "timestamp", "at")
NOT_A_NAME = {"id", "email", "count", "score"}


@dataclass(frozen=True)
class Columns:
    """The columns to read, by name, `""` for none, and what the file does not say itself."""

    text: str
    agent: str = ""
    team: str = ""
    date: str = ""
    role: str = "why"
    month_first: bool = False
    default_team: str = ""
    encoding: str = field(default="", compare=False)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def check(self, header: Sequence[str]) -> None:
        """Raises UnreadableFile, naming the columns there are, if one that is asked for is missing."""
        for name in filter(None, (self.text, self.agent, self.team, self.date)):
            if name not in header:
                there = ", ".join(f"“{known}”" for known in header if known)
                raise UnreadableFile(f"The file has no column “{name}”. Its columns are {there}.")


def guess_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    """What the columns most likely hold, by their names and, for the text, by the length of their cells."""
    named = [name for name in header if name]
    date = _named(named, DATE_WORDS)
    cells = {name: [row[header.index(name)] for row in rows] for name in named}
    return Columns(
        text=_text_column(cells),
        agent=_named([name for name in named if not NOT_A_NAME & _words(name)], AGENT_WORDS),
        team=_named([name for name in named if not NOT_A_NAME & _words(name)], TEAM_WORDS),
        date=date,
        month_first=bool(date) and writes_month_first(cells[date]),
    )


def _text_column(cells: Mapping[str, Sequence[str]]) -> str:
    telling = [name for name in cells if _words(name) & set(TEXT_WORDS)]
    return max(telling or cells, key=lambda name: sum(map(len, cells[name])))


def _named(names: Sequence[str], words: Sequence[str]) -> str:
    return next((name for word in words for name in names if word in _words(name)), "")


def _words(name: str) -> set[str]:
    """The words of a column's name: `Agent_name`, `agentName` and `agent name` have the same two."""
    return set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()))
