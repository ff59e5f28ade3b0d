"""Any label set, learnt from labelled answers: fit, keep, apply."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from feedback.themes import model
from feedback.themes.encoder import Encoder
from feedback.themes.features import embed
from feedback.themes.model import Model, Scorer
from feedback.themes.prepare import prepare
from feedback.themes.types import Document

PENALTY = 0.5
FILE = "labels.safetensors"
CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer and the labels that people gave it."""

    document: Document
    labels: tuple[str, ...]


def fit(encoder: Encoder, examples: Sequence[Labelled]) -> Model:
    """Learn every label that occurs. Raises ValueError when there is no labelled example to learn from."""
    names = sorted({label for example in examples for label in example.labels})
    if not names:
        raise ValueError("no example carries a label")
    batch = embed(encoder, [prepare(e.document.text, e.document.role) for e in examples])
    targets = np.array([[float(name in e.labels) for name in names] for e in examples], np.float32)
    groups = np.array([zlib.crc32(e.document.text.lower().encode("utf-8", "replace")) % 9973 for e in examples])
    return model.train(batch, names, targets, np.ones_like(targets), groups, penalty=PENALTY)


def save(fitted: Model, folder: Path) -> None:
    """Keep a model under `folder`, replacing the one that was there. Raises OSError when the disk refuses."""
    model.save(fitted, folder / FILE)


def load(folder: Path) -> Model:
    """Read what `save` wrote. Raises ModelError when `folder` holds no model."""
    return model.load(folder / FILE)


class Labeller:
    """Applies a fitted label set."""

    def __init__(self, encoder: Encoder, fitted: Model) -> None:
        self._encoder = encoder
        self._scorer = Scorer(fitted)

    def code(self, documents: Sequence[Document]) -> list[tuple[str, ...]]:
        """The labels of each document, sorted, in the order given."""
        out: list[tuple[str, ...]] = []
        fitted = self._scorer.model
        for start in range(0, len(documents), CHUNK):
            chunk = documents[start : start + CHUNK]
            batch = embed(self._encoder, [prepare(document.text, document.role) for document in chunk])
            answers, _ = self._scorer.probabilities(batch)
            out += [tuple(np.array(fitted.labels, object)[row >= fitted.cuts].tolist()) for row in answers]
        return out
