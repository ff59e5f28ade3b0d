"""How well the engine codes remarks that two people coded: micro and macro F1, accuracy, themes per answer.

    python -m benchmarks.coding --data FOLDER        FOLDER holds gold_dev.jsonl

A label that only one of the two coders gave counts neither way.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from benchmarks import data
from benchmarks.scoring import documents, read_coded, report
from feedback.themes.engine import load_engine


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 2 when the data are not there."""
    options = data.parser(__doc__, "gold_dev.jsonl").parse_args(arguments)
    path = options.data / "gold_dev.jsonl"
    if data.is_missing(path, "the coded remarks"):
        return 2
    gold = read_coded(path)
    engine = load_engine(cache_dir=options.cache)
    print(f"{len(gold)} remarks, engine {engine.version}")
    print(*report(gold, engine.code(documents(gold))), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
