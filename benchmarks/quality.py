"""How well the engine codes the project's own quality set: answers written and coded for measuring, never for teaching.

    python -m benchmarks.quality [--labels]        --labels adds a line for every single label

`tests/themes/test_quality.py` holds the engine to floors on the same figures.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.scoring import KINDS, LEAST_CASES, Coded, documents, read_coded, report, score
from feedback.themes.engine import load_engine
from feedback.themes.types import Coding

ROOT = Path(__file__).resolve().parent.parent
QUALITY_FILE = Path(__file__).with_name("quality.jsonl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=ROOT / "var" / "models")
    parser.add_argument("--least-cases", type=int, default=LEAST_CASES, help="a label needs them to count for macro-F1")
    parser.add_argument("--labels", action="store_true", help="every label by itself, too")
    options = parser.parse_args(arguments)
    gold = read_coded(QUALITY_FILE)
    engine = load_engine(cache_dir=options.cache)
    codings = engine.code(documents(gold))
    print(f"{len(gold)} answers, engine {engine.version}")
    print(*report(gold, codings, least_cases=options.least_cases), sep="\n")
    if options.labels:
        print(*_label_lines(gold, codings), sep="\n")
    return 0


def _label_lines(gold: Sequence[Coded], codings: Sequence[Coding]) -> Iterator[str]:
    for kind in KINDS:
        result = score(kind, gold, codings)
        for label, value in result.by_label().items():
            yield (
                f"{kind:8} {label:20} F1 {value:.2f}  {result.cases[label]} cases, "
                f"too many {result.extra[label]}, missed {result.missed[label]}"
            )


if __name__ == "__main__":
    sys.exit(main())
