"""Groups in a graph of texts, how many there are decided by the graph itself, and a coarser level above them.

Leiden: Traag, Waltman, van Eck (2019). Modularity at a resolution is the likelihood of a planted partition: Newman
(2016), "Equivalence between modularity optimization and maximum likelihood". Description length as the price of more
groups: Zhang, Peixoto (2020), "Statistical inference of assortative community structures".
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import igraph
import numpy as np
from scipy.special import gammaln

from feedback.themes.neighbours import Graph, Labels, Weights

# From one group upwards in steps of the square root of two.
RESOLUTIONS = tuple(2 ** (step / 2) for step in range(-6, 12))
# Rungs that may be worse than the best before the search ends.
PATIENCE = 3
# Leiden draws at random; the description length chooses among its tries. On BANKING77 one try gives NMI 0.843 to
# 0.849 and ARI 0.602 to 0.618, the best of four 0.846 to 0.849 and 0.614 to 0.618.
SEEDS = (1, 2, 3, 4)
ROUNDS = 8


def partition(graph: Graph) -> Labels:
    """The group of every node, shape (nodes,): of all resolutions the one that describes the graph most shortly.

    What a resolution gains is the log likelihood of the edges, each counting with the probability that it exists;
    what it costs are the bits that say who belongs where. A graph without structure gets one group.
    """
    best, most, worse = np.zeros(graph.nodes, np.intp), 0.0, 0
    for resolution in RESOLUTIONS:
        gain, labels = max(_tries(graph, resolution), key=lambda tried: tried[0])
        if gain > most:
            best, most, worse = labels, gain, 0
        elif most and (worse := worse + 1) == PATIENCE:
            break
    return best


def _tries(graph: Graph, resolution: float) -> Iterator[tuple[float, Labels]]:
    """Groups at a resolution, and by how many nats they describe the graph more shortly than one group does."""
    one = _cost(np.zeros(graph.nodes, np.intp))
    for seed in SEEDS:
        labels = leiden(graph, resolution, seed)
        yield _likelihood(graph, labels) - _cost(labels) + one, labels


def parents(graph: Graph, labels: Labels, most: int) -> Labels:
    """A coarser group for every group of `labels`, at most `most` of them where the graph allows; shape (groups,).

    Groups are joined as Leiden joins nodes, at modularity's own resolution of one or the next lower that suffices.
    """
    groups = int(labels.max()) + 1
    ends = np.sort(labels[graph.edges], axis=1)
    edges, place = np.unique(ends, axis=0, return_inverse=True)
    joined = Graph(groups, edges, np.bincount(place.ravel(), graph.weights).astype(np.float64))
    found = np.arange(groups)
    for resolution in (step for step in reversed(RESOLUTIONS) if step <= 1):
        found = leiden(joined, resolution)
        if found.max() < most:
            break
    return found


def leiden(graph: Graph, resolution: float, seed: int = SEEDS[0]) -> Labels:
    """Communities numbered from 0, shape (nodes,); the same for the same graph and seed. Edges to oneself count."""
    left, right = graph.edges.T
    strengths = _strengths(left, right, graph.weights, graph.nodes)
    igraph.set_random_number_generator(random.Random(seed))
    # Modularity, written out: igraph's own leaves edges to oneself out of a node's strength.
    found = igraph.Graph(n=graph.nodes, edges=graph.edges).community_leiden(
        objective_function="CPM",
        weights=graph.weights.tolist(),
        node_weights=strengths.tolist(),
        resolution=resolution / strengths.sum(),
        n_iterations=ROUNDS,
    )
    return np.array(found.membership, np.intp)


def _likelihood(graph: Graph, labels: Labels) -> float:
    """Log likelihood of the degree-corrected planted partition, less that of one group; in nats."""
    total = graph.weights.sum()
    left, right = labels[graph.edges].T
    inside = graph.weights[left == right].sum()
    expected = (_strengths(left, right, graph.weights, int(labels.max()) + 1) ** 2).sum() / (4 * total)
    outside = total - inside
    gain = inside * np.log(inside / expected) if inside else 0.0
    if outside > 0:
        gain += outside * np.log(outside / (total - expected))
    return float(gain)


def _strengths(left: Labels, right: Labels, weights: Weights, size: int) -> Weights:
    return np.bincount(left, weights, size).astype(np.float64) + np.bincount(right, weights, size)


def _cost(labels: Labels) -> float:
    """Nats that name a partition: the number of groups, their sizes, and who belongs to which."""
    nodes, sizes = len(labels), np.bincount(labels)
    choices = gammaln(nodes) - gammaln(len(sizes)) - gammaln(nodes - len(sizes) + 1)
    return float(np.log(nodes) + choices + gammaln(nodes + 1) - gammaln(sizes + 1).sum())
