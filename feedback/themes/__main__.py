"""The engine on the command line: `python -m feedback.themes code|discover|fit`. No database, no settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from feedback.themes import discover, jsonl, labelled, state
from feedback.themes.coder import CoderError
from feedback.themes.encoder import load_encoder
from feedback.themes.engine import load_engine
from feedback.themes.jsonl import InputError, Row
from feedback.themes.labelled_file import ModelError
from feedback.themes.learn import Correction
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
    except (CoderError, InputError, ModelError, WeightsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {error.filename or options.cache}: {error.strerror or error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m feedback.themes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="code|discover|fit")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--cache", type=Path, default=CACHE, help="where converted and fitted models are kept")
    source = argparse.ArgumentParser(add_help=False, parents=[shared])
    source.add_argument("--in", dest="source", type=Path, required=True, help='lines {"id","text","q"}')
    source.add_argument("--out", type=Path, required=True, help="where the lines go; - is standard output")
    code = commands.add_parser("code", parents=[source], help="themes, routes, sentiment and emotion of answers")
    which = code.add_mutually_exclusive_group()
    which.add_argument("--model", type=Path, help="a folder written by fit: give its labels instead")
    which.add_argument("--corrections", type=Path, help='learn first from lines {"id","text","q","improve","praise"}')
    code.set_defaults(run=_code)
    find = commands.add_parser("discover", parents=[source], help="group answers nobody has described")
    find.add_argument("--names", type=Path, help="where the clusters' names go (default: OUT.clusters.jsonl)")
    find.add_argument("--state", type=Path, help="what is kept between runs: ids, names, people's decisions")
    find.add_argument("--anew", action="store_true", help="group everything again, not only what is new to the state")
    find.set_defaults(run=_discover)
    fit = commands.add_parser("fit", parents=[shared], help="learn a label set of your own")
    fit.add_argument("--examples", type=Path, required=True, help='lines {"id","text","q","labels"}')
    fit.add_argument("--model", type=Path, required=True, help="folder to write")
    fit.set_defaults(run=_fit)
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
    engine = load_engine(cache_dir=options.cache)
    if options.corrections:
        engine = engine.corrected(_corrections(options.corrections))
    return lambda documents: [_as_row(coding) for coding in engine.code(documents)]


def _corrections(path: Path) -> list[Correction]:
    """The corrected answers of a file; "route" may be missing."""
    return [
        Correction(
            jsonl.document(path, number, row),
            jsonl.strings(path, number, row, "improve"),
            jsonl.strings(path, number, row, "praise"),
            jsonl.strings(path, number, row, "route") if "route" in row else None,
        )
        for number, row in jsonl.read_rows(path)
    ]


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
    remembered = state.load(options.state) if options.state else state.State()
    progress = jsonl.Progress("clustered")
    members, clusters, kept = discover.rediscover(
        load_encoder(options.cache), texts, remembered, anew=options.anew, on_progress=progress.update
    )
    progress.finish(len(texts))
    parents = {cluster.id: cluster.parent for cluster in clusters}
    with jsonl.writer(options.out) as write:
        for (_, row, _), member in zip(_documents(options.source), members, strict=True):
            write({**row, "cluster": member, "parent": parents.get(member, discover.NO_TEXT)})
    names = options.names or options.out.with_name(f"{options.out.name}.clusters.jsonl")
    with jsonl.writer(names) as write:
        for cluster in clusters:
            write(asdict(cluster))
    if options.state:
        state.save(options.state, kept)


def _fit(options: argparse.Namespace) -> None:
    examples = [
        labelled.Labelled(
            jsonl.document(options.examples, number, row), jsonl.strings(options.examples, number, row, "labels")
        )
        for number, row in jsonl.read_rows(options.examples)
    ]
    if not any(example.labels for example in examples):
        raise InputError(f"{options.examples}: no line carries a label, there is nothing to learn")
    print(f"learning from {len(examples):,} answers", file=sys.stderr, flush=True)
    labelled.save(labelled.fit(load_encoder(options.cache), examples), options.model)


if __name__ == "__main__":
    sys.exit(main())
