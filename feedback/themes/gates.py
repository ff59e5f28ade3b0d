"""Themes depend on the tone they are said in: pure praise improves nothing, a complaint praises nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from feedback.themes.features import Floats

# (the themes of, are held back by the surest of)
GATES = (
    ("improve:", ("sentiment:pos", "route:praise_only")),
    ("praise:", ("sentiment:neg", "sentiment:neu")),
)
SUREST = 0.99


def gate(logits: Floats, labels: Sequence[str]) -> Floats:
    """Logits (rows, labels) where log(1 - p) of the opposite tone is added to each theme; other labels stay."""
    columns = {label: column for column, label in enumerate(labels)}
    gated = logits.copy()
    for prefix, opposite in GATES:
        themes = [column for label, column in columns.items() if label.startswith(prefix)]
        tones = [columns[label] for label in opposite if label in columns]
        if themes and tones:
            against: NDArray[np.float32] = expit(logits[:, tones]).max(axis=1, keepdims=True)
            gated[:, themes] += np.log1p(-np.minimum(against, SUREST))
    return gated
