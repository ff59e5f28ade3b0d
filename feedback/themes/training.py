"""The codebook's own model: labels, examples and their weights, fitted once per edition of the data."""

from __future__ import annotations

import fcntl
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from feedback.themes import codebook, model
from feedback.themes.codebook import Sentence
from feedback.themes.encoder import Encoder
from feedback.themes.features import Floats, embed
from feedback.themes.model import Model, ModelError
from feedback.themes.polarity import LEXICON_FILE
from feedback.themes.prepare import prepare
from feedback.themes.types import EMOTIONS, SENTIMENTS
from feedback.themes.weights import CONVERSION, SHA256

# Raise it when the features, the fitting or the decisions change: the version on every analysis tells.
FORMAT = "4"
PENALTY = 0.5
# What customers write when nobody steers them: most of it is not about the agent's work. The sentences were written
# the other way round, to cover the themes; each kind of row weighs as much as it turns up in reality.
MIX = {"praise": 0.30, "product": 0.30, "improve": 0.30, "other": 0.10}
# Real remarks are vaguer than written sentences: a theme is less sure there and a feeling more often absent. With the
# cuts moved by these factors, the engine gives about as many labels per remark as people do.
REAL = {"improve": 0.75, "emotion": 1.5}
HIGHEST_CUT = 0.95


def digest() -> str:
    """Names this edition of code format, encoder and training data; 10 hexadecimal digits."""
    parts = hashlib.sha256(f"{FORMAT} {SHA256} {CONVERSION}".encode())
    for path in (codebook.BOOK_FILE, codebook.SENTENCES_FILE, LEXICON_FILE):
        parts.update(hashlib.sha256(path.read_bytes()).digest())
    return parts.hexdigest()[:10]


def load_or_train(encoder: Encoder, cache_dir: Path) -> Model:
    """The model of this edition: the one that ships with the code, or else one fitted into `cache_dir` (two minutes).

    Only changed sentences need the latter; fitted elsewhere, the last bits would differ from machine to machine.
    """
    try:
        return model.load(shipped_file())
    except ModelError:
        return _load_or_train_in(cache_dir, encoder)


def _load_or_train_in(cache_dir: Path, encoder: Encoder) -> Model:
    path = model_file(cache_dir)
    # Of several processes that start together one does the work and the others wait for it.
    with (cache_dir / ".training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return model.load(path)
        except ModelError:
            # Not there yet, or damaged: fitting again always helps.
            model.save(fit(encoder, list(examples())), path)
            return model.load(path)


def train_shipped(encoder: Encoder) -> Path:
    """Fit the model that ships with the code, in place of the one of an older edition; the file it is in."""
    model.save(fit(encoder, list(examples())), shipped_file())
    for older in set(codebook.FOLDER.glob("coder-*.safetensors")) - {shipped_file()}:
        older.unlink()
    return shipped_file()


def is_fitted(cache_dir: Path) -> bool:
    """Whether the engine can start at once."""
    return shipped_file().is_file() or model_file(cache_dir).is_file()


def shipped_file() -> Path:
    """Where the model of this edition lies beside the sentences it was fitted on."""
    return model_file(codebook.FOLDER)


def model_file(folder: Path) -> Path:
    """The name of this edition's model in `folder`."""
    return folder / f"coder-{FORMAT}-{digest()}.safetensors"


def examples() -> Iterator[Sentence]:
    """The written sentences and the examples inside the codebook itself."""
    yield from codebook.iter_sentences()
    book = codebook.load_codebook()
    for theme in book.themes:
        for text in theme.examples:
            yield Sentence(text, "why", (theme.id,), (), (), "neg", None)
        yield Sentence(theme.praise_example, "why", (), (theme.id,), ("praise_only",), "pos", None)


def fit(encoder: Encoder, sentences: Sequence[Sentence]) -> Model:
    """One model for themes, routes, sentiment and emotion."""
    names = labels()
    batch = embed(encoder, [prepare(s.text, s.role) for s in sentences])
    targets = np.array([_targets(s, names) for s in sentences], np.float32)
    weight = _importance(sentences)[:, None] * np.array([_known(s, names) for s in sentences], np.float32)
    groups = np.array([zlib.crc32(s.text.lower().encode("utf-8", "replace")) % 9973 for s in sentences])
    fitted = model.train(batch, names, targets, weight, groups, penalty=PENALTY)
    real = np.array([REAL.get(name.partition(":")[0], 1.0) for name in names], np.float32)
    return replace(fitted, cuts=np.minimum(fitted.cuts * real, HIGHEST_CUT))


def labels() -> tuple[str, ...]:
    """Every label as "kind:id"."""
    book = codebook.load_codebook()
    themes = [theme.id for theme in book.themes]
    kinds = (
        ("improve", themes),
        ("praise", themes),
        ("route", [route.id for route in book.routes]),
        ("sentiment", SENTIMENTS),
        ("emotion", EMOTIONS),
    )
    return tuple(f"{kind}:{name}" for kind, members in kinds for name in members)


def _targets(sentence: Sentence, names: Sequence[str]) -> list[float]:
    held = {f"improve:{t}" for t in sentence.improve} | {f"praise:{t}" for t in sentence.praise}
    held |= {f"route:{r}" for r in sentence.routes} | {f"sentiment:{sentence.sentiment}"}
    held |= {f"emotion:{e}" for e in sentence.emotions or ()}
    return [float(name in held) for name in names]


def _known(sentence: Sentence, names: Sequence[str]) -> list[float]:
    return [float(sentence.emotions is not None or not name.startswith("emotion:")) for name in names]


def _kind(sentence: Sentence) -> str:
    if sentence.improve:
        return "improve"
    if "praise_only" in sentence.routes:
        return "praise"
    return "product" if "product_policy" in sentence.routes else "other"


def _importance(sentences: Sequence[Sentence]) -> Floats:
    kinds = [_kind(sentence) for sentence in sentences]
    share = {kind: kinds.count(kind) / max(len(kinds), 1) for kind in MIX}
    return np.array([MIX[kind] / share[kind] for kind in kinds], np.float32)
