"""Low-rank changes to the encoder's weights, learnt from the codebook's sentences and added once, at conversion.

Method: Hu et al. (2022), "LoRA: Low-Rank Adaptation of Large Language Models". Each adapted matrix W (rows, columns)
becomes W + up @ down with `up` (rows, rank) and `down` (rank, columns): 2.6 MB instead of 90, and no cost at run time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

ADAPTED = (
    *("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"),
    *("intermediate.dense", "output.dense"),
)
DOWN, UP = ".down", ".up"

# "encoder.layer.0.output.dense.weight.down" → half-precision numbers.
Adapter = Mapping[str, NDArray[np.float16]]


def merge(tensors: Mapping[str, NDArray[np.float32]], adapter: Adapter) -> dict[str, NDArray[np.float32]]:
    """The encoder's tensors with the adapter's changes added; those it does not name are passed on."""
    merged = dict(tensors)
    for name in adapter:
        if name.endswith(DOWN):
            weight = name.removesuffix(DOWN)
            down, up = adapter[name].astype(np.float32), adapter[weight + UP].astype(np.float32)
            merged[weight] = tensors[weight] + up @ down
    return merged


def fingerprint(adapter: Adapter) -> str:
    """Names the adapter's content; 10 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in sorted(adapter):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(adapter[name]).tobytes())
    return digest.hexdigest()[:10]
