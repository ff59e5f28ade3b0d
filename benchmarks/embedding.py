"""How fast texts get their vectors, and how near the vectors are to the original's: int8 beside float32, same weights.

    python -m benchmarks.embedding --data FOLDER [--limit N]        FOLDER holds remarks.csv

All embed the same different remarks, on every core. The weights are those of all-MiniLM-L6-v2, without the engine's
adapter. float32 is the same encoder without quantisation, batched alike. sentence-transformers, with its own batching,
is run where it is installed (`pip install sentence-transformers`). Cosines are to the vectors that float32 gives.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks import data
from feedback.themes.encoder import MAX_TOKENS, Encoder, Vectors, load_encoder
from feedback.themes.weights import convert, source_folder

REFERENCE = "sentence_transformers"
WARM_UP = 64

Embed = Callable[[Sequence[str]], Vectors]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line per encoder; 2 when the data are not there."""
    parser = data.parser(__doc__, "remarks.csv")
    parser.add_argument("--limit", type=int, default=4_096, help="the first N different remarks")
    options = parser.parse_args(arguments)
    path = options.data / "remarks.csv"
    if data.is_missing(path, "the remarks"):
        return 2
    with path.open(encoding="utf-8", newline="") as rows:
        texts = list(dict.fromkeys(row["text"] for row in csv.DictReader(rows)))[: options.limit]
    print(f"{len(texts)} texts, {sum(map(len, texts)) / len(texts):.0f} characters on average")
    with tempfile.TemporaryDirectory() as folder:
        convert(Path(folder), adapter={}, quantization=None)
        original = _measure("float32", Encoder(Path(folder), compute_type="float32").embed, texts)
    _measure("int8", load_encoder(options.cache).embed, texts, original)
    if importlib.util.find_spec(REFERENCE):
        _measure("sentence-transf.", _reference(), texts, original)
    else:
        print("sentence-transformers: not installed, left out")
    return 0


def _reference() -> Embed:
    model = importlib.import_module(REFERENCE).SentenceTransformer(str(source_folder()), device="cpu")
    model.max_seq_length = MAX_TOKENS

    def embed(texts: Sequence[str]) -> Vectors:
        return np.asarray(model.encode(list(texts), normalize_embeddings=True), np.float32)

    return embed


def _measure(name: str, embed: Embed, texts: Sequence[str], original: Vectors | None = None) -> Vectors:
    embed(texts[:WARM_UP])
    wall, cpu = time.monotonic(), time.process_time()
    vectors = embed(texts)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    cosines = (vectors * (vectors if original is None else original)).sum(axis=1)
    near = f"cosine {cosines.mean():.4f} on average, {cosines.min():.4f} at least"
    print(f"{name:16} {len(texts) / wall:5,.0f} texts/s, {len(texts) / cpu:5,.0f} per CPU second, {near}", flush=True)
    return vectors


if __name__ == "__main__":
    sys.exit(main())
