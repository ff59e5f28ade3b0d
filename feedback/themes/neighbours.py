"""Which texts stand close to each other: exact nearest neighbours, and the fuzzy graph of them that UMAP builds.

McInnes, Healy, Melville (2018), "UMAP: Uniform Manifold Approximation and Projection", section 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.themes.encoder import Vectors

NEIGHBOURS = 15
# Rows of the similarity matrix held at a time.
BLOCK = 512
# Steps of halving that find a row's bandwidth: 2 ** -30 of the widest distance.
HALVINGS = 30

Labels = NDArray[np.intp]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Graph:
    """Undirected and weighted: `edges` of shape (edges, 2) between `nodes`, each once, `weights` in (0, 1]."""

    nodes: int
    edges: Labels
    weights: Weights


def nearest(vectors: Vectors, neighbours: int) -> tuple[Labels, Vectors]:
    """Indices and cosines of the nearest other rows, nearest first, both (rows, min(neighbours, rows - 1)); exact.

    Time grows with the square of the rows: 5,000 take a second of two cores.
    """
    rows = len(vectors)
    k = min(neighbours, rows - 1)
    indices, cosines = np.empty((rows, k), np.intp), np.empty((rows, k), np.float32)
    for start in range(0, rows, BLOCK):
        # Rounded, so that the last bits of a sum of products decide nothing.
        block = np.round(vectors[start : start + BLOCK] @ vectors.T, 5)
        here = np.arange(len(block))
        block[here, start + here] = -2
        indices[start : start + BLOCK], cosines[start : start + BLOCK] = _largest(block, k)
    return indices, cosines


def _largest(block: Vectors, k: int) -> tuple[Labels, Vectors]:
    """Columns and values of each row's `k` largest values, largest first."""
    top = np.sort(np.argpartition(-block, k - 1, axis=1)[:, :k], axis=1)
    values = np.take_along_axis(block, top, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(top, order, axis=1), np.take_along_axis(values, order, axis=1)


def vote(vectors: Vectors, known: Vectors, labels: Labels) -> Labels:
    """The label that weighs most among each row's nearest `known` rows, each weighing its cosine; shape (rows,)."""
    k = min(NEIGHBOURS, len(known))
    out = np.empty(len(vectors), np.intp)
    for start in range(0, len(vectors), BLOCK):
        near, cosines = _largest(np.round(vectors[start : start + BLOCK] @ known.T, 5), k)
        votes = np.zeros((len(near), labels.max() + 1))
        np.add.at(votes, (np.arange(len(near))[:, None], labels[near]), np.maximum(cosines, 0))
        out[start : start + BLOCK] = votes.argmax(axis=1)
    return out


def fuzzy_graph(vectors: Vectors) -> Graph:
    """The union of every row's fuzzy neighbourhood; an edge's weight is the probability that it exists.

    Each row looks at the square root of the number of rows, at most NEIGHBOURS, so that ten texts have shades too.
    Needs two unit vectors or more.
    """
    rows = len(vectors)
    near, cosines = nearest(vectors, min(NEIGHBOURS, round(rows**0.5)))
    weights = _memberships(1 - cosines.astype(np.float64))
    sources = np.repeat(np.arange(rows), near.shape[1])
    ends = np.sort(np.stack([sources, near.ravel()], axis=1), axis=1)
    edges, place = np.unique(ends, axis=0, return_inverse=True)
    # An edge is missing only where both of its ends miss it.
    missing = np.ones(len(edges))
    np.multiply.at(missing, place.ravel(), 1 - weights.ravel())
    present = missing < 1
    return Graph(rows, edges[present], 1 - missing[present])


def _memberships(distances: Weights) -> Weights:
    """1 for the nearest, falling so that each row's sum is the binary logarithm of its number of neighbours."""
    beyond = distances - distances[:, :1]
    target = np.log2(distances.shape[1])
    low, high = np.full(len(beyond), 1e-4), np.full(len(beyond), 2.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        wide = np.exp(-beyond / middle[:, None]).sum(axis=1) > target
        low, high = np.where(wide, low, middle), np.where(wide, middle, high)
    weights: Weights = np.exp(-beyond / high[:, None])
    return weights
