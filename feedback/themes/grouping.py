"""From vectors to groups on two levels: sample, centre, graph, partition, and a vote for what was not sampled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback.themes.communities import parents, partition
from feedback.themes.encoder import Vectors
from feedback.themes.neighbours import Labels, fuzzy_graph, vote

# The graph is made of this many texts at most; the others vote with their neighbours in it. It bounds time and memory,
# and keeps the meaning of "15 nearest neighbours" the same however many texts there are.
SAMPLE = 5_000
# Top themes a manager can take in.
MOST_TOPS = 30


def group(digests: Sequence[str], vectors: Vectors) -> tuple[Labels, Labels]:
    """A group for every row of unit vectors and a coarser group for every group: shapes (rows,) and (groups,).

    The sample is that of the lowest digests: the same texts in any order, and nearly the same when some are added.
    """
    rows = np.sort(np.argsort(np.array(digests), kind="stable")[:SAMPLE])
    mean = vectors[rows].mean(axis=0)
    sample = unit(vectors[rows] - mean)
    if len(rows) < 2:
        return np.zeros(len(rows), np.intp), np.zeros(len(rows), np.intp)
    graph = fuzzy_graph(sample)
    found = partition(graph)
    labels = np.empty(len(vectors), np.intp)
    labels[rows] = found
    others = np.setdiff1d(np.arange(len(vectors)), rows)
    labels[others] = vote(vectors[others] - mean, sample, found)
    return labels, parents(graph, found, MOST_TOPS)


def unit(vectors: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled
