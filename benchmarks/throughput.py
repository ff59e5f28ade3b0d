"""How fast answers are coded, cold and again, and how much memory the process takes.

python -m benchmarks.throughput --data FOLDER [--limit N]        FOLDER holds remarks.csv
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from collections.abc import Sequence

from benchmarks import data
from feedback.themes.engine import Engine, load_engine
from feedback.themes.types import Document


def main(arguments: Sequence[str] | None = None) -> int:
    """Print answers per second (wall clock and CPU) and the peak memory; 2 when the data are not there."""
    parser = data.parser(__doc__, "remarks.csv")
    parser.add_argument("--limit", type=int, default=None, help="only the first N remarks")
    options = parser.parse_args(arguments)
    path = options.data / "remarks.csv"
    if data.is_missing(path, "the remarks"):
        return 2
    with path.open(encoding="utf-8", newline="") as rows:
        documents = [Document(str(i), row["text"]) for i, row in enumerate(csv.DictReader(rows))][: options.limit]
    started = time.monotonic()
    engine = load_engine(cache_dir=options.cache)
    print(f"engine {engine.version} loaded in {time.monotonic() - started:.1f} s, {_peak_mb()} MB")
    _measure("cold", engine, documents)
    _measure("again", engine, documents)
    return 0


def _measure(name: str, engine: Engine, documents: Sequence[Document]) -> None:
    wall, cpu = time.monotonic(), time.process_time()
    engine.code(documents)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    count = len(documents)
    print(f"{name:6} {count} answers, {count / wall:,.0f}/s, {count / cpu:,.0f} per CPU second, peak {_peak_mb()} MB")


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
