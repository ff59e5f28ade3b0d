"""How much better the engine codes after people corrected it: a learning curve over 0, 50, 100 … corrected answers.

    python -m benchmarks.corrections --data FOLDER        FOLDER holds gold_dev.jsonl

The remarks are split into five parts; the engine learns from four, as many as the step asks for, and is measured on the
fifth. A step beyond four fifths of the remarks is left out.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence

from benchmarks import data
from benchmarks.scoring import Coded, documents, read_coded, score
from feedback.themes.engine import Engine, load_engine
from feedback.themes.learn import Correction
from feedback.themes.types import Coding, Document

STEPS = (0, 50, 100, 150, 192, 300, 640)
FOLDS, SEEDS = 5, (1, 2, 3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the curve; 2 when the data are not there."""
    options = data.parser(__doc__, "gold_dev.jsonl").parse_args(arguments)
    path = options.data / "gold_dev.jsonl"
    if data.is_missing(path, "the coded remarks"):
        return 2
    gold = read_coded(path)
    engine = load_engine(cache_dir=options.cache)
    print(f"{len(gold)} remarks, engine {engine.version}, mean of {len(SEEDS)} times {FOLDS} folds")
    for step in STEPS:
        if step <= len(gold) * (FOLDS - 1) // FOLDS:
            print(f"after {step:3} corrections  " + "  ".join(_figures(engine, gold, step)), flush=True)
    return 0


def _figures(engine: Engine, gold: Sequence[Coded], step: int) -> Iterator[str]:
    scores: dict[str, list[float]] = {"improve": [], "praise": [], "route": []}
    for seed in SEEDS if step else SEEDS[:1]:
        order = random.Random(seed).sample(range(len(gold)), len(gold))
        tested = [row for fold in range(FOLDS) for row in order[fold::FOLDS]]
        codings = [coding for fold in range(FOLDS) for coding in _fold(engine, gold, order, fold, step)]
        for kind, found in scores.items():
            found.append(score(kind, [gold[row] for row in tested], codings).micro)
    return (f"{kind} micro-F1 {sum(found) / len(found):.3f}" for kind, found in scores.items())


def _fold(engine: Engine, gold: Sequence[Coded], order: Sequence[int], fold: int, step: int) -> Iterator[Coding]:
    texts = documents(gold)
    learnt = [row for other in range(FOLDS) if other != fold for row in order[other::FOLDS]][:step]
    corrected = engine.corrected([_correction(texts[row], gold[row]) for row in sorted(learnt)])
    yield from corrected.code([texts[row] for row in order[fold::FOLDS]])


def _correction(document: Document, row: Coded) -> Correction:
    improve, praise, routes = (tuple(sorted(row.labels[kind])) for kind in ("improve", "praise", "route"))
    return Correction(document, improve, praise, routes)


if __name__ == "__main__":
    sys.exit(main())
