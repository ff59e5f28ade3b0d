"""How well a label set of one's own is learnt: patients' answers coded by people, beside a published anchor.

    python -m benchmarks.patient_feedback --data FOLDER [--seeds N] [--no-anchor] [--examples N]

FOLDER holds patient_feedback_train.csv. Each seed learns from 80 % of the answers, or from `--examples` of them, and
codes the other 20 %. The anchor is TF-IDF with SVC(C=15, class_weight="balanced") for each label, fitted on the same
answers. The question becomes the role of the answer: "What was good?" is liked; "How could we improve?" and "What could
we do better?" are better; any other question asks for both at once and is why.

Figures are given over every label that occurs and over the 28 most frequent ones (33 answers or more): a label of one
or two answers cannot be learnt, and one that is absent from the held-out part has no F1. Answers coded alike wherever
they stand (none given, "Did not answer") make up a fifth: the last line of ours leaves them out.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import SVC

from benchmarks import data
from feedback.themes.encoder import Encoder, load_encoder
from feedback.themes.labelled import Labelled, Labeller, fit
from feedback.themes.types import Document, Role

ROLES: dict[str, Role] = {
    "What was good?": "liked",
    "How could we improve?": "better",
    "What could we do better?": "better",
}
FIRST_LABEL = "Not assigned"
FREQUENT = 28
NO_ANSWER = ("", "Did not answer")
TEST_SHARE = 0.2

Held = NDArray[np.bool_]
Learner = Callable[[Sequence[Labelled], Sequence[Labelled]], list[tuple[str, ...]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 2 when the data are not there."""
    parser = data.parser(__doc__, "patient_feedback_train.csv")
    parser.add_argument("--seeds", type=int, default=5, help="how many splits")
    parser.add_argument("--examples", type=int, help="learn from so many answers only")
    parser.add_argument("--no-anchor", action="store_true", help="leave out the anchor: it takes minutes")
    options = parser.parse_args(arguments)
    path = options.data / "patient_feedback_train.csv"
    if data.is_missing(path, "the patients' answers"):
        return 2
    answers = read(path)
    encoder = load_encoder(options.cache)
    learners: dict[str, Learner] = {"ours": lambda learnt, asked: _ours(encoder, learnt, asked)}
    if not options.no_anchor:
        learners["anchor"] = _anchor
    for name, learner in learners.items():
        _report(name, answers, learner, options.seeds, options.examples)
    return 0


def read(path: Path) -> list[Labelled]:
    """The answers and their labels. Raises OSError, or ValueError when it is another table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        columns = list(rows.fieldnames or ())
        labels = columns[columns.index(FIRST_LABEL) :]
        return [
            Labelled(
                Document(row["Comment ID"], row["FFT answer"], ROLES.get(row["FFT question"], "why")),
                tuple(label for label in labels if row[label] in ("1", "1.0")),
            )
            for row in rows
        ]


def _ours(encoder: Encoder, learnt: Sequence[Labelled], asked: Sequence[Labelled]) -> list[tuple[str, ...]]:
    return Labeller(encoder, fit(encoder, learnt)).code([answer.document for answer in asked])


def _anchor(learnt: Sequence[Labelled], asked: Sequence[Labelled]) -> list[tuple[str, ...]]:
    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform([answer.document.text for answer in learnt])
    questions = vectorizer.transform([answer.document.text for answer in asked])
    names = sorted({label for answer in learnt for label in answer.labels})
    targets = _matrix([answer.labels for answer in learnt], names)
    found = np.zeros((len(asked), len(names)), bool)
    for column, target in enumerate(targets.T):
        found[:, column] = target.all() or SVC(C=15, class_weight="balanced").fit(rows, target).predict(questions)
    return [tuple(name for name, holds in zip(names, row, strict=True) if holds) for row in found]


def _report(name: str, answers: Sequence[Labelled], learner: Learner, seeds: int, examples: int | None) -> None:
    counts = {label: sum(label in answer.labels for answer in answers) for answer in answers for label in answer.labels}
    names = sorted(counts, key=lambda label: (-counts[label], label))
    figures: dict[str, list[NDArray[np.float64]]] = {}
    seconds = []
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(answers))
        size = int(len(answers) * TEST_SHARE)
        asked = [answers[i] for i in order[:size]]
        learnt = [answers[i] for i in order[size:][:examples]]
        started = time.perf_counter()
        coded = learner(learnt, asked)
        seconds.append(time.perf_counter() - started)
        held, found = _matrix([answer.labels for answer in asked], names), _matrix(coded, names)
        said = np.array([answer.document.text.strip() not in NO_ANSWER for answer in asked])
        figures.setdefault("every label", []).append(score(held, found))
        figures.setdefault(f"{FREQUENT} labels", []).append(score(held[:, :FREQUENT], found[:, :FREQUENT]))
        figures.setdefault("answered, every label", []).append(score(held[said], found[said]))
    print(f"{name}: mean ± standard deviation of {seeds} splits, {np.mean(seconds):.0f} s to fit and code")
    for over, values in figures.items():
        spread = zip(
            ("macro-F1", "micro-F1", "exact", "given / coded"), np.mean(values, 0), np.std(values, 0), strict=True
        )
        print(f"  {over:22}", *(f"{what} {mean:.3f} ± {deviation:.3f} " for what, mean, deviation in spread))


def _matrix(labels: Sequence[Sequence[str]], names: Sequence[str]) -> Held:
    return np.array([[name in given for name in names] for given in labels], bool)


def score(held: Held, found: Held) -> NDArray[np.float64]:
    """Macro-F1 over the labels that occur, micro-F1, share of answers wholly right, labels given for each coded."""
    hits, given, coded = (held & found).sum(axis=0), found.sum(axis=0), held.sum(axis=0)
    occurs = coded > 0
    macro = (2 * hits[occurs] / (given + coded)[occurs]).mean()
    micro = 2 * hits.sum() / (given.sum() + coded.sum())
    return np.array([macro, micro, (held == found).all(axis=1).mean(), given.sum() / coded.sum()])


if __name__ == "__main__":
    sys.exit(main())
