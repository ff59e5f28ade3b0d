"""How long discovery takes on many texts once they have vectors, and how much memory.

python -m benchmarks.discovery_scale [--texts 100000] [--themes 200]

The vectors are made up: points scattered round as many centres as there are themes, some near each other.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import time
from collections.abc import Sequence

import numpy as np
from sklearn.metrics import adjusted_rand_score

from benchmarks.discovery import Given
from feedback.themes.discover import rediscover
from feedback.themes.encoder import WIDTH, Vectors
from feedback.themes.grouping import unit
from feedback.themes.state import State

SEED = 1
# How far texts scatter round their theme, and themes round their family, against centres of length one.
SCATTER, NEARNESS = 1.2, 1.0
FAMILY = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Print seconds and peak memory of a first run, and of a second one with a tenth more texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--themes", type=int, default=200)
    options = parser.parse_args(arguments)
    truth, vectors = _scatter(options.texts * 11 // 10, options.themes)
    texts = [f"They {_word(theme)} me about {_word(theme + 7)} number {n}" for n, theme in enumerate(truth)]
    given = Given(texts, vectors)
    print(f"{options.texts} texts, {options.themes} themes; peak {_peak_mb()} MB before")
    first = texts[: options.texts]
    started, cpu = time.monotonic(), time.process_time()
    members, clusters, state = rediscover(given, first, State())
    agreement = adjusted_rand_score(truth[: options.texts], members)
    print(f"first run: {_spent(started, cpu)}, {len(clusters)} themes, ARI {agreement:.3f}, peak {_peak_mb()} MB")
    started, cpu = time.monotonic(), time.process_time()
    again, _, _ = rediscover(given, texts, state)
    kept = adjusted_rand_score(members, again[: options.texts])
    print(f"a tenth more: {_spent(started, cpu)}, kept {kept:.3f} (ARI), peak {_peak_mb()} MB")
    digest = hashlib.sha256(repr((members, clusters, again)).encode()).hexdigest()[:16]
    print(f"digest of the results: {digest}")
    return 0


def _scatter(rows: int, themes: int) -> tuple[list[int], Vectors]:
    random = np.random.default_rng(SEED)
    families = random.standard_normal((themes // FAMILY + 1, WIDTH), np.float32)
    centres = families[np.arange(themes) // FAMILY] + NEARNESS * random.standard_normal((themes, WIDTH), np.float32)
    truth = random.integers(0, themes, rows)
    vectors = SCATTER * random.standard_normal((rows, WIDTH), np.float32)
    vectors += unit(centres)[truth] * WIDTH**0.5
    return truth.tolist(), unit(vectors)


def _word(number: int) -> str:
    return "".join(chr(97 + byte % 26) for byte in hashlib.sha256(str(number).encode()).digest()[:6])


def _spent(started: float, cpu: float) -> str:
    return f"{time.monotonic() - started:.1f} s ({time.process_time() - cpu:.1f} CPU seconds)"


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
