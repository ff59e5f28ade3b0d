"""Where a probability becomes a decision: one cut per label, from sentences that were kept out of the fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from feedback.themes.features import Floats

CUTS: Floats = np.round(np.arange(0.10, 0.96, 0.02), 2).astype(np.float32)

# Real remarks are vaguer than written sentences. With the cuts moved by these factors the coder gives about as many
# labels per remark as people do.
REAL = {"improve": 1.2, "praise": 1.15}


def choose(labels: Sequence[str], logits: Floats, targets: Floats, known: Floats) -> Floats:
    """Per label half-way between its own best cut by F1 and the best of its kind: few examples decide little."""
    p = expit(logits)
    counts = np.stack([_counts(targets, known, p >= cut) for cut in CUTS])
    kinds = np.array([label.partition(":")[0] for label in labels])
    pooled = {kind: _best(counts[:, :, kinds == kind].sum(axis=2)) for kind in np.unique(kinds)}
    shared = np.array([pooled[kind] for kind in kinds], np.float32)
    return ((shared + _best(counts)) / 2).astype(np.float32)


def for_real_answers(labels: Sequence[str], cuts: Floats) -> Floats:
    """The cuts moved by REAL."""
    factors = np.array([REAL.get(label.partition(":")[0], 1.0) for label in labels], np.float32)
    moved: Floats = np.clip(cuts * factors, CUTS[0], CUTS[-1])
    return moved


def quality(labels: Sequence[str], logits: Floats, cuts: Floats, targets: Floats, known: Floats) -> dict[str, float]:
    """Micro-F1 of each kind of label."""
    counts = _counts(targets, known, expit(logits) >= cuts)
    kinds = np.array([label.partition(":")[0] for label in labels])
    sums = {str(kind): counts[:, kinds == kind].sum(axis=1) for kind in np.unique(kinds)}
    return {kind: float(2 * tp / max(2 * tp + fp + fn, 1e-9)) for kind, (tp, fp, fn) in sums.items()}


def _best(counts: Floats) -> Floats:
    """The lowest of the cuts with the highest F1; `counts` is (cuts, 3, …), the answer has the shape that remains."""
    tp, fp, fn = np.moveaxis(counts, 1, 0)
    best: Floats = CUTS[np.argmax(np.round(2 * tp / np.maximum(2 * tp + fp + fn, 1e-9), 6), axis=0)]
    return best


def _counts(targets: Floats, known: Floats, found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """True positives, false positives and false negatives per label; shape (3, labels)."""
    held = targets > 0
    return np.stack([(known * part).sum(axis=0) for part in (found & held, found & ~held, ~found & held)])
