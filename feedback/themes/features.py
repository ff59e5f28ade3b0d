"""Embedded answers and their clauses, and rows of numbers beside rows of n-grams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.themes.encoder import WIDTH, Encoder, Vectors
from feedback.themes.prepare import Prepared
from feedback.themes.types import Role

Floats = NDArray[np.float32]
NO_CUES: Mapping[Role, str] = {}


@dataclass(frozen=True, slots=True)
class Batch:
    """Prepared answers with their vectors and n-gram counts. Clause rows of answer i: `starts[i]:starts[i + 1]`."""

    prepared: Sequence[Prepared]
    starts: NDArray[np.intp]
    answer_vectors: Vectors
    clause_vectors: Vectors


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of features: `dense` (rows, columns) beside `sparse` (rows, vocabulary)."""

    dense: Floats
    sparse: sparse.csr_matrix

    def dot(self, weights: Floats) -> Floats:
        """Matrix product with weights of shape (columns + vocabulary, labels)."""
        columns = self.dense.shape[1]
        product: Floats = self.dense @ weights[:columns] + self.sparse @ weights[columns:]
        return product


def embed(encoder: Encoder, prepared: Sequence[Prepared], cues: Mapping[Role, str] = NO_CUES) -> Batch:
    """Vectors of every answer and every clause; `cues` are read before the text of an answer to such a question."""
    texts, spans = [], []
    for item in prepared:
        cue = cues.get(item.role, "")
        for segment in item.segments:
            texts.append(cue + segment.text)
            spans.append([(start + len(cue), end + len(cue)) for start, end in segment.parts])
    parts = encoder.embed_parts(texts, spans)
    answers = np.zeros((len(prepared), WIDTH), np.float32)
    clauses: list[Vectors] = []
    at = 0
    for row, item in enumerate(prepared):
        mine = parts[at : at + len(item.segments)]
        at += len(item.segments)
        clauses += [vectors[1:] for vectors in mine]
        for vectors in mine:
            answers[row] += vectors[0] * np.float32(len(vectors) - 1)
    answers /= np.maximum(np.linalg.norm(answers, axis=1, keepdims=True), 1e-9)
    starts = np.cumsum([0, *(len(item.clauses) for item in prepared)])
    return Batch(prepared, starts, answers, np.concatenate(clauses) if clauses else np.zeros((0, WIDTH), np.float32))
