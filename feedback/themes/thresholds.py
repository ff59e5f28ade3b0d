"""From scores to labels: the score each label needs, and what an answer gets that no label reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.themes.features import Floats

CUTS: Floats = np.round(np.arange(0.06, 0.80, 0.02), 2).astype(np.float32)
FLOORS: Floats = np.round(np.arange(0.0, -0.81, -0.02), 2).astype(np.float32)
NO_FLOOR = -10.0
# What the cut of all labels is drawn to, as strongly as by so many labels given: ten examples say little.
USUAL_CUT, USUAL_WEIGHT = 0.4, 30

Held = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A label holds where its score reaches its cut (labels,).

    An answer where none does gets the label that comes nearest, unless that one lacks more than -`floor`.
    """

    cuts: Floats
    floor: float

    def apply(self, scores: Floats) -> Held:
        """Which labels hold, shape (answers, labels)."""
        return _with_nearest(scores - self.cuts, self.floor)


def choose(scores: Floats, held: Held) -> Thresholds:
    """The cuts for the best F1 and the floor for the most answers wholly right, on scores of examples left out.

    Cuts are tuned as in Yang (2001), "A Study of Thresholding Strategies for Text Categorization". Each stands half-way
    between the best one of its label and the best one of all labels: few examples decide little.
    """
    counts = np.stack([_counts(scores >= cut, held) for cut in CUTS])
    pooled, _ = _best(counts.sum(axis=2))
    own, reached = _best(counts)
    pooled = (held.sum() * pooled + USUAL_WEIGHT * USUAL_CUT) / (held.sum() + USUAL_WEIGHT)
    cuts = ((np.where(reached > 0, own, pooled) + pooled) / 2).astype(np.float32)
    return Thresholds(cuts, _floor(scores - cuts, held))


def _floor(margins: Floats, held: Held) -> float:
    """The middle of the floors with most answers wholly right; none where no answer lacks a label."""
    if held.any(axis=1).all():
        return NO_FLOOR
    right = np.array([(_with_nearest(margins, floor) == held).all(axis=1).sum() for floor in FLOORS])
    return float(FLOORS[right == right.max()].mean())


def _with_nearest(margins: Floats, floor: float) -> Held:
    found: Held = margins >= 0
    nearest = margins.argmax(axis=1)
    rows = np.flatnonzero(~found.any(axis=1) & (margins.max(axis=1) >= floor))
    found[rows, nearest[rows]] = True
    return found


def _counts(found: Held, held: Held) -> Floats:
    """True positives, false positives and false negatives of each label, shape (3, labels)."""
    return np.stack([(found & held).sum(axis=0), (found & ~held).sum(axis=0), (~found & held).sum(axis=0)])


def _best(counts: Floats) -> tuple[Floats, Floats]:
    """The middle of the cuts with the highest F1, and that F1; `counts` is (cuts, 3, …), both have the shape left."""
    tp, fp, fn = np.moveaxis(counts, 1, 0)
    f1 = np.round(2 * tp / np.maximum(2 * tp + fp + fn, 1), 6)
    best = f1 == f1.max(axis=0)
    return np.tensordot(CUTS, best, axes=1) / best.sum(axis=0), f1.max(axis=0)
