"""Any label set, learnt from labelled answers: fit, keep, apply."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from feedback.themes import kernel, labelled_file, ridge, thresholds
from feedback.themes.encoder import Encoder
from feedback.themes.features import Floats, embed
from feedback.themes.labelled_file import LabelModel
from feedback.themes.ngrams import NgramCounter, learn_vocabulary
from feedback.themes.prepare import prepare
from feedback.themes.types import Document, Role

# Different answers that a model compares with: time grows with the third power of them, memory with the square.
MOST_POINTS = 8_000
FILE = "labels.safetensors"
CHUNK = 1024

# An answer as the learner tells it from others, and the label sets that people gave it.
Key = tuple[str, Role]
LabelSet = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer and the labels that people gave it."""

    document: Document
    labels: LabelSet


def fit(encoder: Encoder, examples: Sequence[Labelled]) -> LabelModel:
    """Learn every label that occurs; the order of the examples makes no difference.

    Of more than MOST_POINTS different answers it learns from a sample, always the same one, that favours no label:
    favoured ones would be given too often. Raises ValueError when there is no labelled example to learn from.
    """
    given = _by_answer(examples)
    names = sorted({label for label_sets in given.values() for labels in label_sets for label in labels})
    if not names:
        raise ValueError("no example carries a label")
    batch = embed(encoder, [prepare(text, role) for text, role in given])
    vocabulary = learn_vocabulary(batch.prepared)
    points = kernel.points(batch, NgramCounter(vocabulary))
    observed = [(at, labels) for at, label_sets in enumerate(given.values()) for labels in label_sets]
    at = np.array([point for point, _ in observed])
    targets = np.array([[name in labels for name in names] for _, labels in observed], np.float32)
    base, counts = targets.mean(axis=0), np.bincount(at).astype(np.float32)
    first = np.flatnonzero(np.diff(at, prepend=-1))
    means = (np.add.reduceat(targets - base, first) / counts[:, None]).astype(np.float32)
    weights, leverage = ridge.fit(kernel.similarity(points, points), counts, means)
    scores = base + ridge.left_out(weights, leverage, counts, means, at, targets - base)
    return LabelModel(tuple(names), vocabulary, points, weights, base, thresholds.choose(scores, targets > 0))


def _by_answer(examples: Sequence[Labelled]) -> dict[Key, list[LabelSet]]:
    """The label sets of each different answer, in an order that depends on nothing but them."""
    rows = sorted((_key(example.document), tuple(sorted(set(example.labels)))) for example in examples)
    found = {key: [labels for _, labels in group] for key, group in groupby(rows, key=lambda row: row[0])}
    kept = sorted(sorted(found, key=_lot)[:MOST_POINTS])
    return {key: found[key] for key in kept}


def _key(document: Document) -> Key:
    return document.text.strip(), document.role


def _lot(key: Key) -> bytes:
    return hashlib.sha256("\0".join(key).encode("utf-8", "replace")).digest()


def save(fitted: LabelModel, folder: Path) -> None:
    """Keep a model under `folder`, replacing the one that was there. Raises OSError when the disk refuses."""
    labelled_file.save(fitted, folder / FILE)


def load(folder: Path) -> LabelModel:
    """Read what `save` wrote. Raises ModelError when `folder` holds no model."""
    return labelled_file.load(folder / FILE)


class Labeller:
    """Applies a fitted label set."""

    def __init__(self, encoder: Encoder, fitted: LabelModel) -> None:
        self._encoder = encoder
        self._fitted = fitted
        self._counter = NgramCounter(fitted.vocabulary)

    def code(self, documents: Sequence[Document]) -> list[LabelSet]:
        """The labels of each document, sorted, in the order given."""
        out: list[LabelSet] = []
        for start in range(0, len(documents), CHUNK):
            out += self._code([_key(document) for document in documents[start : start + CHUNK]])
        return out

    def _code(self, keys: Sequence[Key]) -> list[LabelSet]:
        fitted = self._fitted
        batch = embed(self._encoder, [prepare(text, role) for text, role in keys])
        likeness = kernel.similarity(kernel.points(batch, self._counter), fitted.points)
        # Sums over differently filled matrices differ in the last bits; a rounded score does not.
        scores: Floats = fitted.base + likeness @ fitted.weights
        labels = np.array(fitted.labels, object)
        return [tuple(labels[row].tolist()) for row in fitted.thresholds.apply(np.round(scores, 4))]
