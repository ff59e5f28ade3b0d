"""Codings held against the labels that people gave: F1 by kind of label, agreement on sentiment, labels per label."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback.themes.types import Coding, Document, Role

FOUND: Mapping[str, Callable[[Coding], Sequence[str]]] = {
    "improve": lambda coding: coding.improve,
    "praise": lambda coding: coding.praise,
    "route": lambda coding: coding.routes,
    "emotion": lambda coding: coding.emotions,
}
KINDS = tuple(FOUND)
# Labels with fewer cases say nothing about a macro average.
LEAST_CASES = 3


@dataclass(frozen=True, slots=True)
class Coded:
    """An answer as people coded it. What only one of them said is `contested`, by kind, and counts neither way.

    `sentiment` is None where they differed.
    """

    text: str
    role: Role
    labels: Mapping[str, frozenset[str]]
    contested: Mapping[str, frozenset[str]]
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """How often each label was found rightly, found wrongly and not found."""

    hits: Counter[str]
    extra: Counter[str]
    missed: Counter[str]

    @property
    def cases(self) -> Counter[str]:
        """How often people gave each label."""
        return self.hits + self.missed

    @property
    def micro(self) -> float:
        """F1 over all labels together."""
        return _f1(self.hits.total(), self.extra.total(), self.missed.total())

    @property
    def ratio(self) -> float:
        """Labels that the engine gave, for each that people gave."""
        return (self.hits + self.extra).total() / max(self.cases.total(), 1)

    def by_label(self, least_cases: int = 1) -> dict[str, float]:
        """F1 of every label that has at least `least_cases` cases."""
        cases = self.cases
        kept = sorted(label for label in cases if cases[label] >= least_cases)
        return {label: _f1(self.hits[label], self.extra[label], self.missed[label]) for label in kept}

    def macro(self, least_cases: int = LEAST_CASES) -> float:
        """Mean F1 over the labels that have at least `least_cases` cases."""
        values = self.by_label(least_cases).values()
        return sum(values) / max(len(values), 1)


def read_coded(path: Path) -> list[Coded]:
    """The coded answers of a file of JSON lines. Raises OSError, ValueError or KeyError when it is not one."""
    return [_coded(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _coded(row: Mapping[str, Any]) -> Coded:
    return Coded(
        text=row["text"],
        role=row.get("q", "why"),
        labels={kind: frozenset(row[kind]) for kind in KINDS},
        contested={kind: frozenset(row.get(f"{kind}_contested", ())) for kind in KINDS},
        sentiment=row["sentiment"] or None,
    )


def documents(gold: Sequence[Coded]) -> list[Document]:
    """The answers as the engine takes them, in order."""
    return [Document(str(number), row.text, row.role) for number, row in enumerate(gold)]


def score(kind: str, gold: Sequence[Coded], codings: Sequence[Coding]) -> Score:
    """The codings' labels of one kind against those of the same answers in `gold`."""
    result = Score(Counter(), Counter(), Counter())
    for row, coding in zip(gold, codings, strict=True):
        given, found = row.labels[kind], frozenset(FOUND[kind](coding))
        result.hits.update(found & given)
        result.extra.update(found - given - row.contested[kind])
        result.missed.update(given - found)
    return result


def sentiment_accuracy(gold: Sequence[Coded], codings: Sequence[Coding]) -> float:
    """The share of answers with the right sentiment, of those where people agreed on one."""
    pairs = [(row.sentiment, coding.sentiment) for row, coding in zip(gold, codings, strict=True) if row.sentiment]
    return sum(given == found for given, found in pairs) / max(len(pairs), 1)


def report(gold: Sequence[Coded], codings: Sequence[Coding], *, least_cases: int = LEAST_CASES) -> Iterator[str]:
    """A line for each kind of label, and one for sentiment."""
    for kind in KINDS:
        result = score(kind, gold, codings)
        yield (
            f"{kind:10} micro-F1 {result.micro:.3f}  "
            f"macro-F1 {result.macro(least_cases):.3f} ({len(result.by_label(least_cases))} labels)  "
            f"found {result.hits.total()}, too many {result.extra.total()}, missed {result.missed.total()}  "
            f"labels given / coded {result.ratio:.2f}"
        )
    counted = sum(row.sentiment is not None for row in gold)
    yield f"sentiment  accuracy {sentiment_accuracy(gold, codings):.3f} of {counted}"


def _f1(hits: int, extra: int, missed: int) -> float:
    return 2 * hits / max(2 * hits + extra + missed, 1)
