"""Sentence vectors: MiniLM through CTranslate2, one pass per text, pooled over the text and over its parts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from feedback.themes.adapter import Adapter
from feedback.themes.weights import converted_model

WIDTH = 384
BATCH_TOKENS = 1024
MAX_TOKENS = 256
# Texts tokenised and encoded at a time: bounds the memory, whatever the caller passes.
CHUNK = 1024

Vectors = NDArray[np.float32]
Span = tuple[int, int]


class Encoder:
    """Turns texts into unit vectors of 384 numbers.

    Batches hold only texts of exactly the same number of tokens, so nothing is padded: a text's vector is the same
    to the last bit whatever else is in the call (int8 activations are scaled per token; padding is what differs).
    """

    def __init__(self, folder: Path, *, threads: int = 0, compute_type: str = "int8") -> None:
        """`folder` holds a converted model; `threads` = 0 uses every core this process may run on."""
        workers = threads or len(os.sched_getaffinity(0))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        # Whole batches side by side: measured 1.6 times as fast on two cores as both cores on one small batch.
        self._model = ctranslate2.Encoder(
            str(folder), compute_type=compute_type, intra_threads=1, inter_threads=workers
        )
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="encoder")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, shape (len(texts), 384)."""
        rows = [part[0] for part in self.embed_parts(texts, [()] * len(texts))]
        return np.stack(rows) if rows else np.zeros((0, WIDTH), np.float32)

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Vectors]:
        """For each text the vectors of the whole and of each part (character spans), shape (1 + parts, 384).

        A part is the mean of its tokens as read in their context; a part without a token gets the whole's vector.
        """
        out: list[Vectors] = [np.zeros((0, WIDTH), np.float32)] * len(texts)
        for start in range(0, len(texts), CHUNK):
            encodings = self._tokenizer.encode_batch(list(texts[start : start + CHUNK]))
            batches = list(_batches(encodings))
            work = [[(encodings[i], parts[start + i]) for i in batch] for batch in batches]
            for batch, vectors in zip(batches, self._workers.map(self._vectors, work), strict=True):
                for i, rows in zip(batch, vectors, strict=True):
                    out[start + i] = rows
        return out

    def _vectors(self, work: Sequence[tuple[Encoding, Sequence[Span]]]) -> list[Vectors]:
        states = self._forward([encoding.ids for encoding, _ in work])
        return [_pool(states[row], encoding, parts) for row, (encoding, parts) in enumerate(work)]

    def _forward(self, ids: list[list[int]]) -> Vectors:
        tokens = np.array(ids, np.int32)
        lengths = np.full(len(ids), tokens.shape[1], np.int32)
        view = ctranslate2.StorageView.from_array
        output = self._model.forward_batch(view(tokens), view(lengths))
        return np.array(output.last_hidden_state)


def load_encoder(cache_dir: Path, *, adapter: Adapter | None = None, threads: int = 0) -> Encoder:
    """The default encoder, or an adapted one; converts the weights into `cache_dir` the first time (about a second)."""
    return Encoder(converted_model(cache_dir, adapter), threads=threads)


def _batches(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Indices grouped by equal token count, about BATCH_TOKENS tokens at a time."""
    by_length: dict[int, list[int]] = {}
    for i, encoding in enumerate(encodings):
        by_length.setdefault(len(encoding.ids), []).append(i)
    for length, members in sorted(by_length.items()):
        size = max(1, BATCH_TOKENS // length)
        for start in range(0, len(members), size):
            yield members[start : start + size]


def _pool(states: Vectors, encoding: Encoding, parts: Sequence[Span]) -> Vectors:
    whole = states.mean(axis=0)
    rows = [whole]
    if len(parts) > 1:
        # The first and the last token are the model's own marks and belong to no part.
        starts = np.array([span[0] for span in encoding.offsets[1:-1]])
        for start, end in parts:
            inside = states[1:-1][(starts >= start) & (starts < end)]
            rows.append(inside.mean(axis=0) if len(inside) else whole)
    else:
        rows += [whole] * len(parts)
    matrix = np.stack(rows)
    unit: Vectors = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return unit
