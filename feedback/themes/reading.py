"""How the codebook's coder reads answers: with the question's role before them, as vectors, tone and n-grams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback.themes.encoder import WIDTH, Encoder, Vectors
from feedback.themes.features import Batch, Floats, Matrix, embed
from feedback.themes.ngrams import NgramCounter, Vocabulary
from feedback.themes.polarity import Tone
from feedback.themes.prepare import Prepared
from feedback.themes.types import ROLES, Role

# What the encoder reads before an answer, so that "faster" means a wish in one place and praise in another.
CUES: dict[Role, str] = {"better": "better: ", "liked": "liked: ", "improve": "improve: ", "why": ""}
# The vector's length beside the tone's.
VECTOR = 8.0
TONES = 5


class Reader:
    """Turns prepared answers into what the head reads. `encoder` is the adapted one."""

    def __init__(self, encoder: Encoder, vocabulary: Vocabulary) -> None:
        self.encoder = encoder
        self._counter = NgramCounter(vocabulary)

    def read(self, prepared: Sequence[Prepared]) -> tuple[Matrix, Matrix, Batch]:
        """The rows of the answers, those of their clauses, and which clauses belong to which answer."""
        batch = embed(self.encoder, prepared, CUES)
        answers, clauses = self._counter.rows([text for item in prepared for text in item.texts], batch.starts)
        return (
            Matrix(inputs(batch.answer_vectors, prepared), answers),
            Matrix(_clause_inputs(batch.clause_vectors, prepared), clauses),
            batch,
        )


def unit_vectors(rows: Matrix) -> Vectors:
    """The sentence vectors inside rows that a reader gave, shape (rows, WIDTH)."""
    return rows.dense[:, :WIDTH] / np.float32(VECTOR)


def inputs(vectors: Vectors, prepared: Sequence[Prepared]) -> Floats:
    """Unit vectors (answers, WIDTH) beside tone and role, shape (answers, WIDTH + TONES + roles)."""
    roles = np.array([[item.role == role for role in ROLES] for item in prepared], np.float32).reshape(-1, len(ROLES))
    return np.hstack([vectors * np.float32(VECTOR), tones(prepared), roles])


def tones(prepared: Sequence[Prepared]) -> Floats:
    """The tone of each answer and the span of its clauses' tones, shape (answers, TONES)."""
    return np.array([_tone(item.whole, item.tones) for item in prepared], np.float32).reshape(-1, TONES)


def _clause_inputs(vectors: Vectors, prepared: Sequence[Prepared]) -> Floats:
    rows = [[*_tone(tone, (tone,)), *(item.role == role for role in ROLES)] for item in prepared for tone in item.tones]
    return np.hstack([vectors * np.float32(VECTOR), np.array(rows, np.float32).reshape(-1, TONES + len(ROLES))])


def _tone(whole: Tone, clauses: Sequence[Tone]) -> list[float]:
    polarities = [tone.polarity for tone in clauses] or [whole.polarity]
    low, high = min(polarities), max(polarities)
    return [whole.polarity, low, high, float(whole.known), high - low]
