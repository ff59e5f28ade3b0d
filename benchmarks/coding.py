"""How well the engine codes remarks that two people coded: micro and macro F1, accuracy, themes per answer.

    python -m benchmarks.coding --data FOLDER        FOLDER holds gold_dev.jsonl

A label that only one of the two coders gave counts neither way.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.scoring import documents, read_coded, report
from feedback.themes.engine import load_engine

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 2 when the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with gold_dev.jsonl")
    parser.add_argument("--cache", type=Path, default=ROOT / "var" / "models")
    options = parser.parse_args(arguments)
    path = options.data / "gold_dev.jsonl"
    if not path.is_file():
        print(f"{path} is not there: give the folder of the coded remarks with --data", file=sys.stderr)
        return 2
    gold = read_coded(path)
    engine = load_engine(cache_dir=options.cache)
    print(f"{len(gold)} remarks, engine {engine.version}")
    print(*report(gold, engine.code(documents(gold))), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
