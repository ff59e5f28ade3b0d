"""What corrected answers say about answers like them: a kernel over sentence vectors, sharp enough to stay local."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feedback.themes.encoder import Vectors
from feedback.themes.features import Floats

# How fast likeness falls with the angle: 1 for the same answer, 0.45 at a cosine of 0.9, 0.02 at 0.5.
SHARPNESS = 8.0


@dataclass(frozen=True, slots=True)
class Memory:
    """`vectors` of the corrected answers (answers, WIDTH) and what each adds, `weights` (answers, labels)."""

    vectors: Vectors
    weights: Floats

    def shift(self, vectors: Vectors) -> Floats:
        """What the memory adds to the logits of these unit vectors, shape (rows, labels)."""
        added: Floats = likeness(vectors, self.vectors) @ self.weights
        return added


def likeness(left: Vectors, right: Vectors) -> Floats:
    """In 0..1, shape (left, right)."""
    alike: Floats = np.exp(np.float32(SHARPNESS) * (left @ right.T - 1))
    return alike
