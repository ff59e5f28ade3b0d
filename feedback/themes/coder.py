"""The codebook's coder: an adapter for the encoder and one linear head, in one file.

The head reads an answer twice over: its vector, and its word and character n-grams. Neither is enough: on real remarks
the n-grams see through misspelling, the vector through wording. Labels are "kind:id": themes to improve, themes
praised, routes, sentiment, emotions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as serialize
from scipy.special import expit, softmax

from feedback.themes import codebook
from feedback.themes.adapter import Adapter
from feedback.themes.features import Floats, Matrix
from feedback.themes.memory import Memory
from feedback.themes.ngrams import Vocabulary
from feedback.themes.polarity import LEXICON_FILE
from feedback.themes.reading import unit_vectors
from feedback.themes.types import EMOTIONS, SENTIMENTS
from feedback.themes.weights import CONVERSION, SHA256

FILE = codebook.FOLDER / "coder.safetensors"
# Raise it when the reading of a text changes: the version on every analysis tells, and the coder must be fitted again.
FORMAT = "5"
BOOK, ADAPTER = "book", "adapter/"


class CoderError(RuntimeError):
    """The file that should hold the coder does not."""


@dataclass(frozen=True, slots=True)
class Coder:
    """`weights` (inputs + n-grams + 1, labels), the last row the biases; a label holds where p >= its cut (labels,).

    `edition` names the data it was fitted on, `version` what is in its file, `memory` what corrections added.
    """

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    cuts: Floats
    adapter: Adapter
    edition: str
    version: str = ""
    memory: Memory | None = None

    def logits(self, rows: Matrix) -> Floats:
        """Shape (rows, labels), of rows as `feedback.themes.reading` gives them."""
        out: Floats = rows.dot(self.weights[:-1]) + self.weights[-1]
        return out + self.memory.shift(unit_vectors(rows)) if self.memory else out

    def probabilities(self, rows: Matrix) -> Floats:
        """Shape (rows, labels), in 0..1."""
        logits = self.logits(rows)
        p: Floats = expit(logits)
        # Of the sentiments exactly one holds.
        one = [column for column, label in enumerate(self.labels) if label.startswith("sentiment:")]
        p[:, one] = softmax(logits[:, one], axis=1)
        # Matrices of another shape add up in another order: a rounded score does not show it.
        rounded: Floats = np.round(p, 4)
        return rounded


def label_names() -> tuple[str, ...]:
    """Every label of the codebook, in its order."""
    book = codebook.load_codebook()
    themes = [theme.id for theme in book.themes]
    kinds: Sequence[tuple[str, Sequence[str]]] = (
        ("improve", themes),
        ("praise", themes),
        ("route", [route.id for route in book.routes]),
        ("sentiment", SENTIMENTS),
        ("emotion", EMOTIONS),
    )
    return tuple(f"{kind}:{name}" for kind, members in kinds for name in members)


def edition() -> str:
    """Names this edition of code format, encoder and training data; 10 hexadecimal digits."""
    parts = hashlib.sha256(f"{FORMAT} {SHA256} {CONVERSION}".encode())
    for path in (codebook.BOOK_FILE, codebook.SENTENCES_FILE, LEXICON_FILE):
        parts.update(hashlib.sha256(path.read_bytes()).digest())
    return parts.hexdigest()[:10]


def save(coder: Coder, path: Path) -> None:
    """Write the coder to one file. Raises OSError."""
    arrays: dict[str, NDArray[Any]] = {ADAPTER + name: value for name, value in coder.adapter.items()}
    arrays |= {
        # Half precision halves the file; scores are rounded to more than it loses.
        "weights": coder.weights.astype(np.float16),
        "cuts": coder.cuts,
        "word_idf": coder.vocabulary.word_idf,
        "character_idf": coder.vocabulary.character_idf,
    }
    book = {
        "labels": coder.labels,
        "edition": coder.edition,
        "words": list(coder.vocabulary.words),
        "characters": list(coder.vocabulary.characters),
    }
    # One entry: the library writes several in any order, and the same coder is to be the same file.
    path.write_bytes(serialize(arrays, metadata={BOOK: json.dumps(book)}))


def load(path: Path = FILE) -> Coder:
    """Read what `save` wrote. Raises CoderError when the file is missing or holds no coder."""
    try:
        with path.open("rb") as whole:
            mark = hashlib.file_digest(whole, "sha256").hexdigest()[:10]
        with safe_open(path, framework="numpy") as file:
            book = json.loads((file.metadata() or {})[BOOK])
            arrays = {name: file.get_tensor(name) for name in file.offset_keys()}
        words, characters = ({term: place for place, term in enumerate(book[name])} for name in ("words", "characters"))
        return Coder(
            labels=tuple(book["labels"]),
            vocabulary=Vocabulary(words, characters, arrays["word_idf"], arrays["character_idf"]),
            weights=arrays["weights"].astype(np.float32),
            cuts=arrays["cuts"],
            adapter={name.removeprefix(ADAPTER): arrays[name] for name in arrays if name.startswith(ADAPTER)},
            edition=book["edition"],
            version=f"{FORMAT}-{mark}",
        )
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise CoderError(f"{path} holds no coder") from error
