"""How alike two answers are: a sum of kernels over the sentence vector, the clauses, the words and the characters.

A sum of kernels is a kernel: Shawe-Taylor and Cristianini (2004), "Kernel Methods for Pattern Analysis", chapter 3.
Clauses are compared as sets, each with each: Gärtner, Flach, Kowalczyk, Smola (2002), "Multi-Instance Kernels".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.themes.encoder import Vectors
from feedback.themes.features import Batch, Floats
from feedback.themes.ngrams import NgramCounter
from feedback.themes.types import ROLES

# How fast likeness falls with the angle between two vectors.
ANSWER_SHARPNESS, CLAUSE_SHARPNESS = 2.0, 4.0
# Sentence vector, clauses, words and characters weigh the same.
PARTS = 4
# What likeness is worth between answers to questions of different roles.
OTHER_QUESTION = 0.7
# Answers compared at a time, and clauses, on either side: bounds the memory.
CHUNK, BLOCK = 512, 2048


@dataclass(frozen=True, slots=True)
class Points:
    """Answers as the kernel sees them. Clause rows of answer i: `starts[i]:starts[i + 1]`.

    `roles` (answers,) are places in ROLES, `vectors` (answers, WIDTH), `clauses` (clauses, WIDTH), `grams` (answers,
    n-grams); `sizes` (answers,) scale the likeness of an answer's clauses to themselves to 1.
    """

    roles: NDArray[np.int8]
    vectors: Vectors
    clauses: Vectors
    starts: NDArray[np.int64]
    grams: sparse.csr_matrix
    sizes: Floats

    def __len__(self) -> int:
        return len(self.roles)

    def take(self, rows: slice) -> Points:
        """Some of the answers; `rows` has no step."""
        first, last, _ = rows.indices(len(self))
        starts = self.starts[first : last + 1]
        return Points(
            self.roles[rows],
            self.vectors[rows],
            self.clauses[starts[0] : starts[-1]],
            starts - starts[0],
            self.grams[rows],
            self.sizes[rows],
        )


def points(batch: Batch, counter: NgramCounter) -> Points:
    """Answers made ready to be compared."""
    starts = batch.starts.astype(np.int64)
    grams, _ = counter.rows([text for item in batch.prepared for text in item.texts], batch.starts)
    grams.data = _halved(grams.data)
    # Half precision is what a model keeps: a fitted model and one read from its file say the same.
    vectors, clauses = (_halved(part) for part in (batch.answer_vectors, batch.clause_vectors))
    return Points(
        roles=np.array([ROLES.index(item.role) for item in batch.prepared], np.int8),
        vectors=vectors,
        clauses=clauses,
        starts=starts,
        grams=grams,
        sizes=_sizes(clauses, starts),
    )


def similarity(left: Points, right: Points) -> Floats:
    """Likeness in 0..1 of every answer on the left to every answer on the right, shape (left, right)."""
    total = np.empty((len(left), len(right)), np.float32)
    for start in range(0, len(left), CHUNK):
        rows = slice(start, start + CHUNK)
        total[rows] = _similarity(left.take(rows), right)
    return total


def _similarity(left: Points, right: Points) -> Floats:
    total = _near(left.vectors, right.vectors, ANSWER_SHARPNESS)
    total += _clauses(left, right)
    total += (left.grams @ right.grams.T).toarray()
    total *= np.where(left.roles[:, None] == right.roles[None, :], 1 / PARTS, OTHER_QUESTION / PARTS).astype(np.float32)
    return total


def _near(left: Vectors, right: Vectors, sharpness: float) -> Floats:
    """Radial basis function of vectors of length 1, or 0 for an answer without text."""
    lengths = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :]
    near: Floats = np.exp(np.float32(sharpness) * (left @ right.T - lengths / 2))
    return near


def _clauses(left: Points, right: Points) -> Floats:
    total = np.zeros((len(left), len(right)), np.float32)
    rows, columns = _gather(left.starts, left.sizes), _gather(right.starts, right.sizes)
    for top in range(0, len(left.clauses), BLOCK):
        here = slice(top, top + BLOCK)
        for start in range(0, len(right.clauses), BLOCK):
            there = slice(start, start + BLOCK)
            near = _near(left.clauses[here], right.clauses[there], CLAUSE_SHARPNESS)
            total += (columns[:, there] @ (rows[:, here] @ near).T).T
    return total


def _gather(starts: NDArray[np.int64], sizes: Floats) -> sparse.csr_matrix:
    """Sums the clauses of each answer, shape (answers, clauses)."""
    counts = np.diff(starts)
    scale = np.repeat(1 / np.maximum(sizes, 1e-9), counts).astype(np.float32)
    return sparse.csr_matrix((scale, np.arange(len(scale)), starts), shape=(len(counts), len(scale)))


def _sizes(clauses: Vectors, starts: NDArray[np.int64]) -> Floats:
    def own(mine: Vectors) -> float:
        blocks = range(0, len(mine), BLOCK)
        return float(sum(_near(mine[at : at + BLOCK], mine, CLAUSE_SHARPNESS).sum() for at in blocks))

    return np.sqrt([own(clauses[a:b]) for a, b in zip(starts[:-1], starts[1:], strict=True)]).astype(np.float32)


def _halved(values: Floats) -> Floats:
    return values.astype(np.float16).astype(np.float32)
