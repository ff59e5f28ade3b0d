"""How well the engine codes remarks that two people coded: micro and macro F1, accuracy, themes per answer.

    python -m benchmarks.coding --data FOLDER        FOLDER holds gold_dev.jsonl

A label that only one of the two coders gave counts neither way.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from feedback.themes.engine import load_engine
from feedback.themes.types import Coding, Document

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("improve", "praise", "route", "emotion")
# Themes with fewer cases say nothing about a macro average.
LEAST_CASES = 3


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
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    engine = load_engine(cache_dir=options.cache)
    codings = engine.code([Document(str(i), row["text"], row.get("q", "why")) for i, row in enumerate(gold)])
    print(f"{len(gold)} remarks, engine {engine.version}")
    for kind in KINDS:
        _report(kind, gold, [_found(coding, kind) for coding in codings])
    pairs = [
        (row["sentiment"], coding.sentiment) for row, coding in zip(gold, codings, strict=True) if row["sentiment"]
    ]
    print(f"sentiment  accuracy {sum(a == b for a, b in pairs) / len(pairs):.3f} of {len(pairs)}")
    return 0


def _found(coding: Coding, kind: str) -> set[str]:
    by_kind = {"improve": coding.improve, "praise": coding.praise, "route": coding.routes, "emotion": coding.emotions}
    return set(by_kind[kind])


def _report(kind: str, gold: Sequence[dict[str, Any]], found: Sequence[set[str]]) -> None:
    hits, extra, missed = Counter[str](), Counter[str](), Counter[str]()
    for row, labels in zip(gold, found, strict=True):
        counted = labels - set(row[f"{kind}_contested"])
        hits.update(counted & set(row[kind]))
        extra.update(counted - set(row[kind]))
        missed.update(set(row[kind]) - labels)
    cases = hits + missed
    macro = [_f1(hits[x], extra[x], missed[x]) for x in cases if cases[x] >= LEAST_CASES]
    micro = _f1(hits.total(), extra.total(), missed.total())
    ratio = (hits + extra).total() / max(cases.total(), 1)
    print(
        f"{kind:10} micro-F1 {micro:.3f}  macro-F1 {sum(macro) / max(len(macro), 1):.3f} ({len(macro)} labels)  "
        f"found {hits.total()}, too many {extra.total()}, missed {missed.total()}  labels given / coded {ratio:.2f}"
    )


def _f1(hits: int, extra: int, missed: int) -> float:
    return 2 * hits / max(2 * hits + extra + missed, 1)


if __name__ == "__main__":
    sys.exit(main())
