"""What the head has to say about each sentence, and how much each sentence counts."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from feedback.themes import codebook
from feedback.themes.codebook import Sentence
from feedback.themes.features import Floats

# What customers write when nobody steers them: most of it is not about the agent's work. The sentences were written
# the other way round, to cover the themes; each kind of row counts towards what it is in reality.
MIX = {"praise": 0.30, "product": 0.30, "improve": 0.30, "other": 0.10}
# Of a hundred sentences, this many are kept from the fit, to choose the cuts by.
HELD_OUT = 8


def examples() -> Iterator[Sentence]:
    """The written sentences and the examples inside the codebook itself."""
    yield from codebook.iter_sentences()
    for theme in codebook.load_codebook().themes:
        for text in theme.examples:
            yield Sentence(text, "why", (theme.id,), (), (), "neg", None)
        yield Sentence(theme.praise_example, "why", (), (theme.id,), ("praise_only",), "pos", None)


def is_held_out(sentence: Sentence) -> bool:
    """The same for a text under every role, whatever stands beside it."""
    return zlib.crc32(sentence.text.lower().encode("utf-8", "replace")) % 100 < HELD_OUT


def targets(sentences: Sequence[Sentence], labels: Sequence[str]) -> Floats:
    """1 where a label holds, shape (sentences, labels)."""
    rows = [_held(sentence) for sentence in sentences]
    return np.array([[label in row for label in labels] for row in rows], np.float32)


def known(sentences: Sequence[Sentence], labels: Sequence[str]) -> Floats:
    """1 where somebody has decided about a label, shape (sentences, labels)."""
    emotion = np.array([label.startswith("emotion:") for label in labels])
    coded = np.array([sentence.emotions is not None for sentence in sentences])
    decided: Floats = (coded[:, None] | ~emotion[None, :]).astype(np.float32)
    return decided


def importance(sentences: Sequence[Sentence]) -> Floats:
    """Half-way (geometrically) between every sentence alike and the mix of real answers, shape (sentences,)."""
    kinds = [_kind(sentence) for sentence in sentences]
    share = {kind: kinds.count(kind) / max(len(kinds), 1) for kind in MIX}
    return np.sqrt(np.array([MIX[kind] / share[kind] for kind in kinds], np.float32))


def _held(sentence: Sentence) -> set[str]:
    held = {f"improve:{t}" for t in sentence.improve} | {f"praise:{t}" for t in sentence.praise}
    held |= {f"route:{r}" for r in sentence.routes} | {f"sentiment:{sentence.sentiment}"}
    return held | {f"emotion:{e}" for e in sentence.emotions or ()}


def _kind(sentence: Sentence) -> str:
    if sentence.improve:
        return "improve"
    if "praise_only" in sentence.routes:
        return "praise"
    return "product" if "product_policy" in sentence.routes else "other"
