"""Themes that keep their identity: pure functions from earlier themes, new groups and people's decisions to ids.

Matching: Kuhn (1955), the assignment problem, by scipy. Decisions are inputs: each run applies all of them, last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from feedback.themes.encoder import Vectors

# Overlap (0 to 1) plus cosine (0 to 1) from which a group carries on an earlier theme. Either nearly decides alone.
SAME = 0.8

Deed = Literal["rename", "merge", "split", "move", "hide"]


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that belong together: their `centroid`, of unit length or zero, and their digests."""

    centroid: Vectors
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided.

    rename `theme` to `name`; merge `theme` into `into`; split `texts` off `theme` as `into`, called `name`;
    move `texts` to `into`; hide `theme`.
    """

    do: Deed
    theme: int = -1
    into: int = -1
    name: str = ""
    texts: tuple[str, ...] = ()


def match(earlier: Mapping[int, Group], found: Sequence[Group], joined: Collection[int] = ()) -> list[int | None]:
    """The id of the earlier theme that each found group carries on, or None; no id twice, save `joined` ones.

    A theme that a person joined from several takes every group most of whose known texts were its own.
    """
    ids = sorted(earlier)
    if not ids or not found:
        return [None] * len(found)
    shared = np.array([[len(earlier[i].texts & group.texts) for group in found] for i in ids])
    own = np.array([len(earlier[i].texts) for i in ids])[:, None]
    union = own + np.array([len(group.texts) for group in found]) - shared
    cosines = np.stack([earlier[i].centroid for i in ids]) @ np.stack([group.centroid for group in found]).T
    alike = shared / np.maximum(union, 1) + np.maximum(np.round(cosines, 5), 0)
    out: list[int | None] = [None] * len(found)
    rows, columns = linear_sum_assignment(alike, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if alike[row, column] >= SAME:
            out[column] = ids[row]
    known = shared.sum(axis=0)
    for column, row in enumerate(shared.argmax(axis=0).tolist()):
        if ids[row] in joined and 2 * shared[row, column] > known[column]:
            out[column] = ids[row]
    return out


def decide(decisions: Sequence[Decision], placed: Mapping[str, int]) -> dict[str, int]:
    """Where every text of `placed` (digest to theme) belongs once all decisions are applied, in their order."""
    now = dict(placed)
    for decision in decisions:
        if decision.do == "merge":
            now = {text: decision.into if theme == decision.theme else theme for text, theme in now.items()}
        elif decision.do in ("split", "move"):
            now |= {text: decision.into for text in decision.texts if text in now}
    return now


def chosen_names(decisions: Sequence[Decision]) -> dict[int, str]:
    """The names that people gave, by theme; the last one counts."""
    names: dict[int, str] = {}
    for decision in decisions:
        if decision.do == "rename":
            names[decision.theme] = decision.name
        elif decision.do == "split" and decision.name:
            names[decision.into] = decision.name
    return names
