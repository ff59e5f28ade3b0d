"""Why a clause carries a theme: the written sentences it is nearest to, and the words that made the difference.

Words by occlusion (Li, Monroe and Jurafsky, 2016, "Understanding neural networks through representation erasure"):
the clause is read again without each of its words; what the theme loses is that word's weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from feedback.themes.clauses import Span
from feedback.themes.codebook import Sentence
from feedback.themes.coder import Coder
from feedback.themes.connectives import WORD
from feedback.themes.encoder import Vectors
from feedback.themes.features import Floats
from feedback.themes.prepare import Prepared, prepare
from feedback.themes.reading import CUES, Reader
from feedback.themes.types import Document, Polarity, Role

NEAREST, WORDS = 3, 5
# A clause is at most 240 characters; more words than this in it are not looked at one by one.
MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence that carries the same theme; `similarity` is a cosine, -1..1."""

    text: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the original text; `weight` is its share of what the theme stands on, 0..1."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Reason:
    """The nearest sentences, most alike first, and the words that carried the theme, in their order."""

    nearest: tuple[Near, ...]
    words: tuple[Word, ...]


class Explainer:
    """Explains codings by `coder`, which reads through `reader`; `sentences` are the written or corrected examples."""

    def __init__(self, coder: Coder, reader: Reader, sentences: Iterable[Sentence]) -> None:
        self._coder = coder
        self._reader = reader
        self._sentences = tuple(sentences)
        self._vectors: dict[str, tuple[tuple[str, ...], Vectors]] = {}

    def explain(self, document: Document, theme: str, polarity: Polarity, span: Span) -> Reason:
        """Why the clause at `span` of the document carries the theme. Raises KeyError for another theme or span."""
        label = f"{polarity}:{theme}"
        if label not in self._coder.labels:
            raise KeyError(label)
        text = _clause(prepare(document.text, document.role), span)
        return Reason(self._nearest(text, document.role, label), self._words(text, document.role, label, span[0]))

    def _nearest(self, text: str, role: Role, label: str) -> tuple[Near, ...]:
        texts, vectors = self._examples(label)
        similar = np.round(vectors @ self._reader.encoder.embed([CUES[role] + text])[0], 4)
        best = sorted(range(len(texts)), key=lambda row: (-similar[row], texts[row]))[:NEAREST]
        return tuple(Near(texts[row], float(similar[row])) for row in best)

    def _examples(self, label: str) -> tuple[tuple[str, ...], Vectors]:
        """The sentences with that label and their vectors; about half a second the first time, then remembered."""
        if label not in self._vectors:
            kind, _, theme = label.partition(":")
            held = {s.text: s.role for s in self._sentences if theme in (s.improve if kind == "improve" else s.praise)}
            texts = tuple(sorted(held))
            self._vectors[label] = texts, self._reader.encoder.embed([CUES[held[text]] + text for text in texts])
        return self._vectors[label]

    def _words(self, text: str, role: Role, label: str, offset: int) -> tuple[Word, ...]:
        spans = [match.span() for match in WORD.finditer(text)][:MOST_WORDS]
        logits = self._logits([text, *(text[:start] + text[end:] for start, end in spans)], role, label)
        lost = np.maximum(logits[0] - logits[1:], 0)
        if not lost.any():
            return ()
        heaviest = sorted(np.argsort(-np.round(lost, 4), kind="stable")[:WORDS].tolist())
        shares = np.round(lost / lost.sum(), 4)
        return tuple(
            Word(offset + spans[row][0], offset + spans[row][1], float(shares[row])) for row in heaviest if shares[row]
        )

    def _logits(self, texts: Sequence[str], role: Role, label: str) -> Floats:
        # A clause that loses its only word has no clause left: prepared as it stands, it still has a vector.
        rows, *_ = self._reader.read([prepare(text, role) for text in texts])
        logits: Floats = self._coder.logits(rows)[:, self._coder.labels.index(label)]
        return logits


def _clause(prepared: Prepared, span: Span) -> str:
    if span not in prepared.clauses:
        raise KeyError(span)
    return prepared.texts[prepared.clauses.index(span)]
