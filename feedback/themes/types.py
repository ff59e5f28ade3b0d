"""What goes into the engine and what comes out. Spans are in characters (code points) of the original text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["better", "liked", "improve", "why"]
Polarity = Literal["improve", "praise"]
Sentiment = Literal["neg", "neu", "pos", "mixed"]

ROLES: tuple[Role, ...] = ("better", "liked", "improve", "why")
POLARITIES: tuple[Polarity, ...] = ("improve", "praise")
SENTIMENTS: tuple[Sentiment, ...] = ("neg", "neu", "pos", "mixed")
EMOTIONS: tuple[str, ...] = (
    "anger",
    "frustration",
    "anxiety",
    "confusion",
    "sadness",
    "excitement",
    "happiness",
)


@dataclass(frozen=True, slots=True)
class Document:
    """One answer. `role` is the part its question plays; "why" says nothing about better or worse."""

    id: str
    text: str
    role: Role = "why"


@dataclass(frozen=True, slots=True)
class Redaction:
    """A stretch of text that identifies somebody. `kind`: email, phone, card, iban, ip or url."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class ThemeCode:
    """A theme of the codebook found in an excerpt; `confidence` is in 0..1."""

    theme: str
    polarity: Polarity
    confidence: float


@dataclass(frozen=True, slots=True)
class CodedExcerpt:
    """One clause of an answer, in its place in the original text."""

    start: int
    end: int
    sentiment: Sentiment
    themes: tuple[ThemeCode, ...]


# The routes that the engine gives by itself: nothing in the text to code, and a language it does not read.
UNINFORMATIVE, OTHER_LANGUAGE = "uninformative", "other_language"


@dataclass(frozen=True, slots=True)
class Coding:
    """Everything the engine says about one answer.

    `polarity` is the TextBlob polarity in -1..1 after the corrections that feedback needs. Every theme of the
    answer stands on at least one excerpt, and every theme on an excerpt belongs to the answer.
    """

    id: str
    routes: tuple[str, ...]
    sentiment: Sentiment
    polarity: float
    emotions: tuple[str, ...]
    redactions: tuple[Redaction, ...]
    excerpts: tuple[CodedExcerpt, ...]

    @property
    def improve(self) -> tuple[str, ...]:
        """Ids of the themes to improve, sorted, each once."""
        return self._themes("improve")

    @property
    def praise(self) -> tuple[str, ...]:
        """Ids of the themes praised, sorted, each once."""
        return self._themes("praise")

    def _themes(self, polarity: Polarity) -> tuple[str, ...]:
        found = {code.theme for excerpt in self.excerpts for code in excerpt.themes if code.polarity == polarity}
        return tuple(sorted(found))
