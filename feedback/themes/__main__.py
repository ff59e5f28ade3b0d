"""The engine on the command line: `python -m feedback.themes code|discover|fit|train`. No database, no settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from feedback.themes import discover, jsonl, labelled, training
from feedback.themes.encoder import load_encoder
from feedback.themes.engine import load_engine
from feedback.themes.jsonl import InputError, Row
from feedback.themes.model import ModelError
from feedback.themes.types import Coding, Document
from feedback.themes.weights import WeightsError

CACHE = Path(__file__).resolve().parents[2] / "var" / "models"
CHUNK = 1024

Numbered = tuple[int, Row, Document]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 2 with one line on standard error when the input is at fault."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (InputError, ModelError, WeightsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {error.filename or options.cache}: {error.strerror or error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m feedback.themes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="code|discover|fit|train")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--cache", type=Path, default=CACHE, help="where converted and fitted models are kept")
    source = argparse.ArgumentParser(add_help=False, parents=[shared])
    source.add_argument("--in", dest="source", type=Path, required=True, help='lines {"id","text","q"}')
    source.add_argument("--out", type=Path, required=True, help="where the lines go; - is standard output")
    code = commands.add_parser("code", parents=[source], help="themes, routes, sentiment and emotion of answers")
    code.add_argument("--model", type=Path, help="a folder written by fit: give its labels instead")
    code.set_defaults(run=_code)
    find = commands.add_parser("discover", parents=[source], help="group answers nobody has described")
    find.add_argument("--names", type=Path, help="where the clusters' names go (default: OUT.clusters.jsonl)")
    find.set_defaults(run=_discover)
    fit = commands.add_parser("fit", parents=[shared], help="learn a label set of your own")
    fit.add_argument("--examples", type=Path, required=True, help='lines {"id","text","q","labels"}')
    fit.add_argument("--model", type=Path, required=True, help="folder to write")
    fit.set_defaults(run=_fit)
    train = commands.add_parser("train", parents=[shared], help="fit the codebook's model after its sentences changed")
    train.set_defaults(run=_train)
    return parser


def _code(options: argparse.Namespace) -> None:
    progress = jsonl.Progress("coded")
    rows = _documents(options.source)
    # Opened before the model is loaded: a missing file is reported at once.
    first = next(rows, None)
    coder = _labels_coder(options) if options.model else _theme_coder(options)
    done = 0
    with jsonl.writer(options.out) as write:
        chunk = [first] if first else []
        while chunk := [*chunk, *islice(rows, CHUNK - len(chunk))]:
            for (_, row, _), result in zip(chunk, coder([document for *_, document in chunk]), strict=True):
                write({"id": row["id"], **result})
            done += len(chunk)
            progress.update(done)
            chunk = []
    progress.finish(done)


def _documents(path: Path) -> Iterator[Numbered]:
    for number, row in jsonl.read_rows(path):
        yield number, row, jsonl.document(path, number, row)


def _theme_coder(options: argparse.Namespace) -> Callable[[Sequence[Document]], list[Row]]:
    if not training.is_fitted(options.cache):
        print("fitting the codebook's model, once: about two minutes", file=sys.stderr, flush=True)
    engine = load_engine(cache_dir=options.cache)
    return lambda documents: [_as_row(coding) for coding in engine.code(documents)]


def _as_row(coding: Coding) -> Row:
    return {
        "improve": coding.improve,
        "praise": coding.praise,
        "route": coding.routes,
        "sentiment": coding.sentiment,
        "emotion": coding.emotions,
        "excerpts": [
            {
                "start": excerpt.start,
                "end": excerpt.end,
                "themes": [{"id": c.theme, "polarity": c.polarity, "confidence": c.confidence} for c in excerpt.themes],
            }
            for excerpt in coding.excerpts
        ],
    }


def _labels_coder(options: argparse.Namespace) -> Callable[[Sequence[Document]], list[Row]]:
    labeller = labelled.Labeller(load_encoder(options.cache), labelled.load(options.model))
    return lambda documents: [{"labels": found} for found in labeller.code(documents)]


def _discover(options: argparse.Namespace) -> None:
    texts = [document.text for *_, document in _documents(options.source)]
    progress = jsonl.Progress("clustered")
    members, clusters = discover.discover(load_encoder(options.cache), texts, on_progress=progress.update)
    progress.finish(len(texts))
    with jsonl.writer(options.out) as write:
        for (_, row, _), cluster in zip(_documents(options.source), members, strict=True):
            write({**row, "cluster": cluster})
    names = options.names or options.out.with_name(f"{options.out.name}.clusters.jsonl")
    with jsonl.writer(names) as write:
        for cluster_found in clusters:
            write(asdict(cluster_found))


def _fit(options: argparse.Namespace) -> None:
    examples = [
        labelled.Labelled(jsonl.document(options.examples, number, row), jsonl.labels(options.examples, number, row))
        for number, row in jsonl.read_rows(options.examples)
    ]
    if not any(example.labels for example in examples):
        raise InputError(f"{options.examples}: no line carries a label, there is nothing to learn")
    print(f"learning from {len(examples):,} answers", file=sys.stderr, flush=True)
    labelled.save(labelled.fit(load_encoder(options.cache), examples), options.model)


def _train(options: argparse.Namespace) -> None:
    print("fitting the codebook's model: about two minutes", file=sys.stderr, flush=True)
    print(training.train_shipped(load_encoder(options.cache)))


if __name__ == "__main__":
    sys.exit(main())
