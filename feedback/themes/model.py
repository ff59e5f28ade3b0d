"""A fitted label set: vocabulary, weights and one cut per label; how it is fitted, kept on disk and applied."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as serialize
from scipy.special import expit

from feedback.themes import linear
from feedback.themes.features import Batch, Featurizer, Floats, Matrix, Vocabulary, learn_vocabulary
from feedback.themes.gates import gate

FOLDS = 3
# How much the strongest clause says about the answer beside the answer as a whole.
CLAUSE_VOTE = 0.4
CUTS: Floats = np.round(np.arange(0.10, 0.91, 0.02), 2).astype(np.float32)


class ModelError(RuntimeError):
    """A file that should hold a fitted model does not."""


@dataclass(frozen=True, slots=True)
class Model:
    """`parameters` (columns + 1, labels), the last row the biases; a label holds where p >= its cut (labels,).

    `quality` is the micro-F1 of each family of labels ("improve" for "improve:…") on examples held out of the fit.
    """

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    parameters: Floats
    cuts: Floats
    quality: dict[str, float]


class Scorer:
    """Applies a model to embedded answers."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._featurizer = Featurizer(model.vocabulary)

    def probabilities(self, batch: Batch) -> tuple[Floats, Floats]:
        """Of the answers (answers, labels) and of the clauses (clauses, labels), each in 0..1."""
        answers, clauses = self._featurizer.rows(batch)
        whole, parts = (linear.score(rows, self.model.parameters) for rows in (answers, clauses))
        labels = self.model.labels
        votes = _vote(whole, parts, batch.starts)
        return _probability(gate(votes, labels)), _probability(gate(parts, labels))


def _probability(logits: Floats) -> Floats:
    # Sums of differently filled matrices differ in the last bits; a rounded score does not.
    p: Floats = np.round(expit(logits), 4)
    return p


def _vote(whole: Floats, parts: Floats, starts: NDArray[np.intp]) -> Floats:
    """The answer's logits, with the strongest clause having its say: one remark in a long answer counts."""
    votes: Floats = whole.copy()
    for row in np.flatnonzero(np.diff(starts) > 1):
        strongest = parts[starts[row] : starts[row + 1]].max(axis=0)
        votes[row] = (1 - CLAUSE_VOTE) * whole[row] + CLAUSE_VOTE * strongest
    return votes


def train(
    batch: Batch,
    labels: Sequence[str],
    targets: Floats,
    importance: Floats,
    groups: NDArray[np.intp],
    *,
    penalty: float,
) -> Model:
    """Fit on the answers of `batch`; `targets`, `importance`: (answers, labels); cuts from out-of-fold scores.

    `groups` (answers,) keeps answers with the same number in one fold. Labels named "a:b" share what they know about
    cuts with the other "a:" labels.
    """
    vocabulary = learn_vocabulary(batch.prepared)
    answers, clauses = Featurizer(vocabulary).rows(batch)
    scores, halves = np.zeros_like(targets), []
    for fold in range(FOLDS):
        test = groups % FOLDS == fold
        if test.any() and not test.all():
            half = linear.fit(_take(answers, ~test), targets[~test], importance[~test], penalty=penalty)
            scores[test] = _vote(linear.score(answers, half), linear.score(clauses, half), batch.starts)[test]
            halves.append(half)
    # The mean of the halves is close to the whole: it saves most of the steps.
    guess = np.mean(halves, axis=0) if halves else None
    fitted = linear.fit(answers, targets, importance, penalty=penalty, guess=guess)
    held_out = expit(gate(scores, labels))
    cuts = choose_cuts(labels, targets, importance, held_out)
    quality = _quality(labels, _counts(targets, importance, held_out >= cuts))
    return Model(tuple(labels), vocabulary, fitted, cuts, quality)


def _quality(labels: Sequence[str], counts: Floats) -> dict[str, float]:
    families = np.array([_family(label) for label in labels])
    sums = {str(family): counts[:, families == family].sum(axis=1) for family in np.unique(families)}
    return {family: round(float(2 * tp / max(2 * tp + fp + fn, 1e-9)), 4) for family, (tp, fp, fn) in sums.items()}


def _take(matrix: Matrix, rows: NDArray[np.bool_]) -> Matrix:
    return Matrix(matrix.dense[rows], matrix.sparse[rows])


def choose_cuts(labels: Sequence[str], targets: Floats, importance: Floats, scores: Floats) -> Floats:
    """Per label half-way between its own best cut by F1 and the best of its family: few examples decide little."""
    counts = np.stack([_counts(targets, importance, scores >= cut) for cut in CUTS])
    families = np.array([_family(label) for label in labels])
    pooled = {family: _best(counts[:, :, families == family].sum(axis=2)) for family in np.unique(families)}
    shared = np.array([pooled[family] for family in families], np.float32)
    return ((shared + _best(counts)) / 2).astype(np.float32)


def _best(counts: Floats) -> Floats:
    """The lowest of the cuts with the highest F1; `counts` is (cuts, 3, …), the answer has the shape that remains."""
    tp, fp, fn = np.moveaxis(counts, 1, 0)
    best: Floats = CUTS[np.argmax(np.round(2 * tp / np.maximum(2 * tp + fp + fn, 1e-9), 6), axis=0)]
    return best


def _family(label: str) -> str:
    """Labels named "a:b" belong to "a"; labels without a colon are one family."""
    family, colon, _ = label.partition(":")
    return family if colon else ""


def _counts(targets: Floats, importance: Floats, found: NDArray[np.bool_]) -> Floats:
    """True positives, false positives and false negatives per label, weighted; shape (3, labels)."""
    held = targets > 0
    return np.stack([(importance * part).sum(axis=0) for part in (found & held, found & ~held, ~found & held)])


def save(model: Model, path: Path) -> None:
    """Write the model to one file, whole or not at all; an older one is replaced. Raises OSError."""
    arrays: dict[str, NDArray[Any]] = {
        # Half precision halves the file; scores are rounded to more than it loses.
        "parameters": np.ascontiguousarray(model.parameters, np.float16),
        "cuts": np.ascontiguousarray(model.cuts, np.float32),
        "word_idf": np.ascontiguousarray(model.vocabulary.word_idf, np.float32),
        "character_idf": np.ascontiguousarray(model.vocabulary.character_idf, np.float32),
    }
    book = {
        "labels": model.labels,
        "quality": model.quality,
        "words": model.vocabulary.words,
        "characters": model.vocabulary.characters,
    }
    data = serialize(arrays, metadata={name: json.dumps(value) for name, value in book.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        scratch.write_bytes(data)
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def load(path: Path) -> Model:
    """Read what `save` wrote. Raises ModelError when the file is missing or holds no model."""
    try:
        with safe_open(path, framework="numpy") as file:
            book = {name: json.loads(text) for name, text in (file.metadata() or {}).items()}
            arrays = {name: file.get_tensor(name) for name in file.offset_keys()}
        vocabulary = Vocabulary(book["words"], book["characters"], arrays["word_idf"], arrays["character_idf"])
        parameters = arrays["parameters"].astype(np.float32)
        return Model(tuple(book["labels"]), vocabulary, parameters, arrays["cuts"], book["quality"])
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"{path} holds no fitted model") from error
