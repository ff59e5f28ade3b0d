"""Find groups nobody foresaw: exact nearest-neighbour graph of sentence vectors, Leiden communities, names.

Method: Traag, Waltman, van Eck (2019), "From Louvain to Leiden"; class TF-IDF as in Grootendorst (2022).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import igraph
import numpy as np
from numpy.typing import NDArray

from feedback.themes.encoder import CHUNK, Encoder, Vectors
from feedback.themes.naming import name_clusters
from feedback.themes.prepare import prepare

NEIGHBOURS = 10
# Two answers less alike than this (cosine) are never linked.
LEAST_SIMILAR = 0.30
RESOLUTION = 3.0
SEED = 20_240_229
ROUNDS = 8
# Rows of the similarity matrix held at a time.
BLOCK = 512
# Edges weighted at a time.
EDGES = 50_000
EXAMPLES = 3
NO_TEXT = -1

Labels = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A discovered group: `id` 0.. by falling size, a distinct `name`, its `size` and its most central texts."""

    id: int
    name: str
    size: int
    examples: tuple[str, ...]


def discover(
    encoder: Encoder, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
) -> tuple[list[int], list[Cluster]]:
    """The cluster of every text, and the clusters. Works from no text upwards; an empty text gets NO_TEXT.

    `on_progress` hears how many distinct texts have been read so far.

    The same texts get the same clusters whatever their order. Time grows with the square of the distinct texts.
    """
    reads = [_read(text) for text in texts]
    distinct = sorted({read for read in reads if read})
    if not distinct:
        return [NO_TEXT] * len(texts), []
    vectors = _embed(encoder, distinct, on_progress)
    counts = dict.fromkeys(distinct, 0)
    for read in reads:
        if read:
            counts[read] += 1
    sizes = np.array([counts[read] for read in distinct])
    members = _by_size(communities(vectors), sizes)
    place = dict(zip(distinct, members.tolist(), strict=True))
    return [place.get(read, NO_TEXT) for read in reads], _describe(distinct, vectors, members, sizes)


def _embed(encoder: Encoder, texts: Sequence[str], on_progress: Callable[[int], None] | None) -> Vectors:
    parts = []
    for start in range(0, len(texts), CHUNK):
        parts.append(encoder.embed(texts[start : start + CHUNK]))
        if on_progress:
            on_progress(min(start + CHUNK, len(texts)))
    return np.concatenate(parts)


def _read(text: str) -> str:
    """What is embedded: the text with redactions overwritten, one space between words."""
    prepared = prepare(text, "why")
    return " ".join(" ".join(segment.text for segment in prepared.segments).split())


def communities(vectors: Vectors) -> Labels:
    """A community number for every row of unit vectors, shape (rows,)."""
    rows = len(vectors)
    if rows < 2:
        return np.zeros(rows, np.intp)
    edges, weights = _neighbour_graph(vectors)
    graph = igraph.Graph(n=rows, edges=edges)
    igraph.set_random_number_generator(random.Random(SEED))
    found = graph.community_leiden(
        objective_function="modularity", weights=weights, resolution=RESOLUTION, n_iterations=ROUNDS
    )
    return np.array(found.membership, np.intp)


def _neighbour_graph(vectors: Vectors) -> tuple[NDArray[np.intp], list[float]]:
    """Edges between nearest neighbours, weighted by the share of neighbours (and themselves) they have in common."""
    near, similar = nearest(vectors, NEIGHBOURS)
    sources = np.repeat(np.arange(len(vectors)), near.shape[1])
    pairs = np.stack([sources, near.ravel()], axis=1)[similar.ravel() >= LEAST_SIMILAR]
    edges = np.unique(np.sort(pairs, axis=1), axis=0)
    circles = np.hstack([np.arange(len(vectors))[:, None], near])
    weights: list[float] = []
    for start in range(0, len(edges), EDGES):
        left, right = (circles[edges[start : start + EDGES, end]] for end in (0, 1))
        common = (left[:, :, None] == right[:, None, :]).sum(axis=(1, 2))
        weights += (common / (2 * circles.shape[1] - common)).tolist()
    return edges, weights


def nearest(vectors: Vectors, neighbours: int) -> tuple[Labels, Vectors]:
    """Indices and cosines of the nearest other rows, both of shape (rows, min(neighbours, rows - 1)); exact."""
    rows = len(vectors)
    k = min(neighbours, rows - 1)
    indices, cosines = np.empty((rows, k), np.intp), np.empty((rows, k), np.float32)
    for start in range(0, rows, BLOCK):
        block = np.round(vectors[start : start + BLOCK] @ vectors.T, 5)
        here = np.arange(len(block))
        block[here, start + here] = -2
        top = np.argpartition(-block, k - 1, axis=1)[:, :k]
        indices[start : start + BLOCK] = top
        cosines[start : start + BLOCK] = np.take_along_axis(block, top, axis=1)
    return indices, cosines


def _by_size(labels: Labels, sizes: NDArray[np.intp]) -> Labels:
    """Number the communities by falling number of answers, then by their first text."""
    totals = np.bincount(labels, weights=sizes)
    first = np.full(len(totals), len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    rank = np.empty(len(totals), np.intp)
    rank[np.lexsort((first, -totals))] = np.arange(len(totals))
    return rank[labels]


def _describe(texts: Sequence[str], vectors: Vectors, labels: Labels, sizes: NDArray[np.intp]) -> list[Cluster]:
    names = name_clusters(texts, labels.tolist())
    clusters = []
    for number, name in enumerate(names):
        rows = np.flatnonzero(labels == number)
        centre = vectors[rows].mean(axis=0)
        central = rows[np.argsort(-np.round(vectors[rows] @ centre, 5), kind="stable")[:EXAMPLES]]
        examples = tuple(texts[row] for row in central)
        clusters.append(Cluster(number, name, int(sizes[rows].sum()), examples))
    return clusters
