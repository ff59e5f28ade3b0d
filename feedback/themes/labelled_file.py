"""A fitted label set and the one file it is kept in.

The file holds vectors and n-gram counts of the answers it was learnt from, not the answers; words of them are in its
vocabulary. Keep it where the answers are kept.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as serialize
from scipy import sparse

from feedback.themes.features import Floats
from feedback.themes.kernel import Points
from feedback.themes.ngrams import Vocabulary
from feedback.themes.thresholds import Thresholds

BOOK = "book"

Arrays = dict[str, NDArray[Any]]


class ModelError(RuntimeError):
    """A file that should hold a fitted model does not."""


@dataclass(frozen=True, slots=True)
class LabelModel:
    """A fitted label set. The scores of an answer are `base` + likeness to the `points` @ `weights`.

    `weights` (points, labels), `base` (labels,). A score is near 1 where the label holds and near 0 elsewhere.
    """

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    points: Points
    weights: Floats
    base: Floats
    thresholds: Thresholds


def save(model: LabelModel, path: Path) -> None:
    """Write the model to one file, whole or not at all; an older one is replaced. Raises OSError."""
    book = {
        "labels": model.labels,
        "floor": model.thresholds.floor,
        "words": list(model.vocabulary.words),
        "characters": list(model.vocabulary.characters),
    }
    # One entry: the library writes several in any order, and the same model is to be the same file.
    data = serialize(_arrays(model), metadata={BOOK: json.dumps(book)})
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        scratch.write_bytes(data)
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def _arrays(model: LabelModel) -> Arrays:
    points = model.points
    arrays: Arrays = {
        "weights": model.weights,
        "base": model.base,
        "cuts": model.thresholds.cuts,
        "word_idf": model.vocabulary.word_idf,
        "character_idf": model.vocabulary.character_idf,
        "roles": points.roles,
        # Rounded to half precision before the fit: nothing is lost.
        "vectors": points.vectors.astype(np.float16),
        "clauses": points.clauses.astype(np.float16),
        "starts": points.starts,
        "sizes": points.sizes,
        "grams": points.grams.data.astype(np.float16),
        "columns": points.grams.indices.astype(np.int32),
        "rows": points.grams.indptr.astype(np.int64),
    }
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def load(path: Path) -> LabelModel:
    """Read what `save` wrote. Raises ModelError when the file is missing or holds no model."""
    try:
        with safe_open(path, framework="numpy") as file:
            book = json.loads((file.metadata() or {})[BOOK])
            arrays = {name: file.get_tensor(name) for name in file.offset_keys()}
        words, characters = ({term: place for place, term in enumerate(book[name])} for name in ("words", "characters"))
        return LabelModel(
            labels=tuple(book["labels"]),
            vocabulary=Vocabulary(words, characters, arrays["word_idf"], arrays["character_idf"]),
            points=_points(arrays, len(words) + len(characters)),
            weights=arrays["weights"],
            base=arrays["base"],
            thresholds=Thresholds(arrays["cuts"], book["floor"]),
        )
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"{path} holds no fitted model") from error


def _points(arrays: Arrays, columns: int) -> Points:
    grams = (arrays["grams"].astype(np.float32), arrays["columns"], arrays["rows"])
    return Points(
        roles=arrays["roles"],
        vectors=arrays["vectors"].astype(np.float32),
        clauses=arrays["clauses"].astype(np.float32),
        starts=arrays["starts"],
        grams=sparse.csr_matrix(grams, shape=(len(arrays["roles"]), columns)),
        sizes=arrays["sizes"],
    )
