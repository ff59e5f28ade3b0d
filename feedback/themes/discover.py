"""Find groups nobody foresaw: sentence vectors, a neighbour graph, Leiden communities, names; ids that last.

Without a state all is found anew. With one, texts stay where they were, newcomers join the nearest theme, and only what
fits nowhere is grouped anew; what people decided about the themes is applied last and always wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from feedback.themes.encoder import CHUNK, WIDTH, Vectors
from feedback.themes.grouping import group, unit
from feedback.themes.identity import digest, read
from feedback.themes.naming import name_themes, name_tops
from feedback.themes.neighbours import Labels
from feedback.themes.stable import Group, chosen_names, decide, match
from feedback.themes.state import State, Theme

EXAMPLES = 3
NO_TEXT = -1
# What lies farther from its theme's centre than all but this share of the texts fits nowhere. Five of BANKING77's
# intents held back: 0.05 finds one mixed new theme, 0.1 finds three; 0.15 also finds one that is not there.
STRAYS = 0.1
# Newcomers that fit nowhere become a theme from this many texts on.
LEAST_NEW = 5
# Texts of a theme that its name is taken from.
NAMED_BY = 200

Progress = Callable[[int], None]


class Embedder(Protocol):
    """What gives texts their vectors: the engine's encoder, or anything that gives the same text the same vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, shape (len(texts), 384)."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A theme: a distinct `name`, its `size` in answers, its most central texts and the top theme it belongs to."""

    id: int
    name: str
    size: int
    examples: tuple[str, ...]
    parent: int
    parent_name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """The distinct texts of a run, sorted, how many answers say each, and their unit vectors, shape (texts, 384)."""

    texts: list[str]
    digests: list[str]
    counts: Labels
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a run puts every distinct text, before people's decisions; `tops` holds the top theme of every theme."""

    ids: Labels
    tops: dict[int, int]
    next: int
    reach: float


def discover(
    encoder: Embedder, texts: Sequence[str], *, on_progress: Progress | None = None
) -> tuple[list[int], list[Cluster]]:
    """The cluster of every text, and the clusters, numbered 0.. by falling size. An empty text gets NO_TEXT.

    Works from no text upwards. `on_progress` hears how many distinct texts have been read so far. The same texts get
    the same clusters whatever their order.
    """
    members, clusters, _ = rediscover(encoder, texts, State(), on_progress=on_progress)
    return members, clusters


def rediscover(
    encoder: Embedder, texts: Sequence[str], state: State, *, anew: bool = False, on_progress: Progress | None = None
) -> tuple[list[int], list[Cluster], State]:
    """As `discover`, going on from `state`: the cluster of every text, the clusters by id, and the state to keep.

    `anew` groups everything again; ids, names and decisions are carried over to the groups that match.
    """
    reads = [read(text) for text in texts]
    corpus = _corpus(encoder, reads, on_progress)
    if not corpus.texts:
        return [NO_TEXT] * len(texts), [], state
    placing = _place_anew(corpus, state) if anew or not state.themes else _place_newcomers(corpus, state)
    known = {text: theme.id for theme in state.themes for text in theme.texts}
    home = decide(state.decisions, known | dict(zip(corpus.digests, placing.ids.tolist(), strict=True)))
    ids = np.array([home[text] for text in corpus.digests], np.intp)
    kept = _remember(corpus, ids, home, placing, state)
    place = dict(zip(corpus.texts, ids.tolist(), strict=True))
    return [place.get(said, NO_TEXT) for said in reads], _describe(corpus, ids, kept), kept


def _corpus(encoder: Embedder, reads: Sequence[str], on_progress: Progress | None) -> Corpus:
    counts: dict[str, int] = {}
    for said in filter(None, reads):
        counts[said] = counts.get(said, 0) + 1
    texts = sorted(counts)
    vectors = np.empty((len(texts), WIDTH), np.float32)
    for start in range(0, len(texts), CHUNK):
        vectors[start : start + CHUNK] = encoder.embed(texts[start : start + CHUNK])
        if on_progress:
            on_progress(min(start + CHUNK, len(texts)))
    return Corpus(texts, [digest(text) for text in texts], np.array([counts[text] for text in texts], np.intp), vectors)


def _place_anew(corpus: Corpus, state: State) -> Placing:
    found, above = group(corpus.digests, corpus.vectors)
    labels, order = _by_size(found, corpus.counts)
    centre = corpus.vectors.mean(axis=0)
    groups, cosines = [], []
    for rows in (np.flatnonzero(labels == label) for label in range(len(order))):
        centroid = unit(corpus.vectors[rows].mean(axis=0) - centre)
        groups.append(Group(centroid, frozenset(corpus.digests[row] for row in rows)))
        cosines.append(unit(corpus.vectors[rows] - centre) @ centroid)
    earlier = {theme.id: Group(unit(theme.mean - centre), theme.texts) for theme in state.themes}
    joined = {decision.into for decision in state.decisions if decision.do == "merge"}
    following, ids = state.next, []
    for carried in match(earlier, groups, joined):
        ids.append(following if carried is None else carried)
        following += carried is None
    # A top theme bears the id of the largest of its themes.
    first: dict[int, int] = {}
    tops: dict[int, int] = {}
    for theme, top in zip(ids, above[order].tolist(), strict=True):
        tops.setdefault(theme, first.setdefault(top, theme))
    reach = float(np.quantile(np.concatenate(cosines), STRAYS))
    return Placing(np.array(ids, np.intp)[labels], tops, following, reach)


def _by_size(labels: Labels, counts: NDArray[np.intp]) -> tuple[Labels, Labels]:
    """Labels renumbered by falling number of answers, then by first text; and the old label of every new one."""
    totals = np.bincount(labels, weights=counts)
    first = np.full(len(totals), len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    order = np.lexsort((first, -totals))
    rank = np.empty(len(totals), np.intp)
    rank[order] = np.arange(len(totals))
    return rank[labels], order


def _place_newcomers(corpus: Corpus, state: State) -> Placing:
    """Known texts stay; newcomers join the nearest theme, or become one together when they fit nowhere."""
    known = {text: theme.id for theme in state.themes for text in theme.texts}
    ids = np.array([known.get(text, NO_TEXT) for text in corpus.digests], np.intp)
    newcomers = np.flatnonzero(ids == NO_TEXT)
    centre = np.average([theme.mean for theme in state.themes], 0, [len(theme.texts) for theme in state.themes])
    centroids = unit(np.stack([theme.mean for theme in state.themes]) - centre)

    def nearest(vectors: Vectors) -> tuple[Labels, Vectors]:
        cosines = np.round(unit(vectors - centre) @ centroids.T, 5)
        return np.array([theme.id for theme in state.themes], np.intp)[cosines.argmax(axis=1)], cosines.max(axis=1)

    tops = {theme.id: theme.top for theme in state.themes}
    ids[newcomers], cosines = nearest(corpus.vectors[newcomers])
    strays, following = newcomers[cosines < state.reach], state.next
    for rows in _companies(corpus, strays):
        if len(rows) >= LEAST_NEW and nearest(corpus.vectors[rows].mean(axis=0, keepdims=True))[1] < state.reach:
            ids[rows], tops[following], following = following, following, following + 1
    return Placing(ids, tops, following, state.reach)


def _companies(corpus: Corpus, rows: Labels) -> list[Labels]:
    """The rows in groups, the largest first."""
    if len(rows) < LEAST_NEW:
        return []
    labels, order = _by_size(*_grouped(corpus, rows))
    return [rows[labels == label] for label in range(len(order))]


def _grouped(corpus: Corpus, rows: Labels) -> tuple[Labels, Labels]:
    labels, _ = group([corpus.digests[row] for row in rows], corpus.vectors[rows])
    return labels, corpus.counts[rows]


def _remember(corpus: Corpus, ids: Labels, home: dict[str, int], placing: Placing, state: State) -> State:
    """The state after this run: every theme that has a text, named as before, as chosen, or for the first time."""
    texts: dict[int, set[str]] = {}
    for text, theme in home.items():
        texts.setdefault(theme, set()).add(text)
    tops = {theme.id: theme.top for theme in state.themes} | placing.tops
    for decision in state.decisions:
        if decision.do == "split":
            tops.setdefault(decision.into, tops.get(decision.theme, decision.into))
    means = {theme.id: theme.mean for theme in state.themes}
    means |= {int(theme): corpus.vectors[ids == theme].mean(axis=0) for theme in np.unique(ids)}
    names = {theme.id: theme.name for theme in state.themes} | chosen_names(state.decisions)
    shown = _named_by(corpus, ids)
    said, themes = [corpus.texts[row] for row in shown], ids[shown].tolist()
    names = name_themes(said, themes, {theme: name for theme, name in names.items() if theme in texts})
    remembered = tuple(
        Theme(theme, names[theme], tops.get(theme, theme), means[theme], frozenset(texts[theme]))
        for theme in sorted(texts)
    )
    above = {theme.id: theme.top for theme in remembered}
    sizes = {theme.id: len(theme.texts) for theme in remembered}
    top_names = name_tops(said, themes, names, above, sizes, state.tops)
    return State(remembered, top_names, state.decisions, placing.next, placing.reach)


def _named_by(corpus: Corpus, ids: Labels) -> list[int]:
    """The rows of at most NAMED_BY texts of each theme, those of the lowest digests."""
    seen: dict[int, int] = {}
    rows = []
    for row in np.argsort(np.array(corpus.digests), kind="stable").tolist():
        theme = int(ids[row])
        seen[theme] = seen.get(theme, 0) + 1
        if seen[theme] <= NAMED_BY:
            rows.append(row)
    return rows


def _describe(corpus: Corpus, ids: Labels, state: State) -> list[Cluster]:
    hidden = {decision.theme for decision in state.decisions if decision.do == "hide"}
    clusters = []
    for theme in state.themes:
        rows = np.flatnonzero(ids == theme.id)
        if not len(rows):
            continue
        central = rows[np.argsort(-np.round(corpus.vectors[rows] @ theme.mean, 5), kind="stable")[:EXAMPLES]]
        clusters.append(
            Cluster(
                id=theme.id,
                name=theme.name,
                size=int(corpus.counts[rows].sum()),
                examples=tuple(corpus.texts[row] for row in central),
                parent=theme.top,
                parent_name=state.tops[theme.top],
                hidden=theme.id in hidden,
            )
        )
    return clusters
