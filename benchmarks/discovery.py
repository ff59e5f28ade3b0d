"""How well the groups found in BANKING77 agree with its 77 intents, beside other methods on the same vectors.

python -m benchmarks.discovery --data FOLDER        FOLDER holds banking77.csv, or another file named with --file

NMI and ARI: normalised mutual information and adjusted Rand index, 1 is agreement, ARI 0 is chance. BERTopic is run
where it is installed (`pip install bertopic`).
"""

from __future__ import annotations

import argparse
import csv
import importlib
import importlib.util
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from feedback.themes.discover import discover
from feedback.themes.encoder import Vectors, load_encoder
from feedback.themes.identity import read

ROOT = Path(__file__).resolve().parent.parent
SEED = 1

Labels = Sequence[int]


class Given:
    """Vectors computed before, looked up by text, so that every method is timed on the same."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._rows = dict(zip(texts, vectors, strict=True))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`."""
        return np.stack([self._rows[text] for text in texts])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line per method; 2 when the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the file")
    parser.add_argument("--file", default="banking77.csv", help="columns text and category")
    parser.add_argument("--cache", type=Path, default=ROOT / "var" / "models")
    options = parser.parse_args(arguments)
    path = options.data / options.file
    if not path.is_file():
        print(f"{path} is not there: give its folder with --data", file=sys.stderr)
        return 2
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if read(row["text"])]
    texts, truth = [read(row["text"]) for row in rows], [row["category"] for row in rows]
    started = time.monotonic()
    vectors = load_encoder(options.cache).embed(texts)
    print(f"{len(texts)} texts embedded in {time.monotonic() - started:.1f} s, {len(set(truth))} categories")
    _compare(texts, truth, vectors)
    return 0


def _compare(texts: Sequence[str], truth: Sequence[str], vectors: Vectors) -> None:
    categories = len(set(truth))
    given = Given(texts, vectors)
    _measure("Afterchat", truth, lambda: discover(given, texts)[0])
    _measure("k-means, true k", truth, lambda: KMeans(categories, n_init=3, random_state=SEED).fit_predict(vectors))
    _measure("HDBSCAN", truth, lambda: HDBSCAN(min_cluster_size=10, copy=True).fit_predict(vectors))
    if importlib.util.find_spec("bertopic"):
        model = importlib.import_module("bertopic").BERTopic(embedding_model=None)
        _measure("BERTopic", truth, lambda: model.fit_transform(list(texts), vectors)[0])
    else:
        print("BERTopic: not installed, left out")


def _measure(name: str, truth: Sequence[str], method: Callable[[], Labels]) -> None:
    started = time.monotonic()
    labels = np.asarray(method())
    seconds = time.monotonic() - started
    agreement = f"NMI {normalized_mutual_info_score(truth, labels):.3f}  ARI {adjusted_rand_score(truth, labels):.3f}"
    apart = f"{np.mean(labels < 0):.0%} in no group"
    print(f"{name:16} {agreement}  {len(set(labels.tolist()) - {-1}):4} groups, {apart}, {seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
