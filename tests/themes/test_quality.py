"""The engine on the project's own quality set, and what makes that set fit to measure with."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.quality import QUALITY_FILE
from benchmarks.scoring import KINDS, Coded, Score, documents, read_coded, score, sentiment_accuracy
from feedback.themes.codebook import iter_sentences, load_codebook
from feedback.themes.engine import Engine
from feedback.themes.types import EMOTIONS, ROLES, SENTIMENTS, Coding

# A little below what `python -m benchmarks.quality` prints: a change that falls under them has lost something.
LEAST_F1 = {"improve": 0.60, "praise": 0.60, "route": 0.75, "emotion": 0.65}
LEAST_SENTIMENT_ACCURACY = 0.75
# Labels that the engine gives, for each that people gave: neither silent nor talkative.
RATIO = (0.75, 1.30)

LEAST_ANSWERS = 300
LEAST_CASES = 6
USUAL_PRAISE = (
    *("resolution", "respect", "clarity", "speed", "calm", "tone", "effort"),
    *("knowledge", "listening", "clarify"),
)


@pytest.fixture(scope="module")
def gold() -> list[Coded]:
    return read_coded(QUALITY_FILE)


@pytest.fixture(scope="module")
def codings(engine: Engine, gold: list[Coded]) -> list[Coding]:
    return engine.code(documents(gold))


@pytest.fixture(scope="module")
def scores(gold: list[Coded], codings: list[Coding]) -> dict[str, Score]:
    return {kind: score(kind, gold, codings) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_holds_its_f1(kind: str, scores: dict[str, Score]) -> None:
    assert scores[kind].micro >= LEAST_F1[kind]


def test_the_engine_holds_its_accuracy_on_sentiment(gold: list[Coded], codings: list[Coding]) -> None:
    assert sentiment_accuracy(gold, codings) >= LEAST_SENTIMENT_ACCURACY


@pytest.mark.parametrize("kind", ["improve", "praise"])
def test_the_engine_gives_about_as_many_themes_as_people(kind: str, scores: dict[str, Score]) -> None:
    assert RATIO[0] <= scores[kind].ratio <= RATIO[1]


def test_the_set_uses_only_known_labels(gold: list[Coded]) -> None:
    book = load_codebook()
    themes = {theme.id for theme in book.themes}
    known = {"improve": themes, "praise": themes, "route": {route.id for route in book.routes}, "emotion": {*EMOTIONS}}
    assert {x for kind in KINDS for row in gold for x in row.labels[kind] - known[kind]} == set()
    assert {row.role for row in gold} == set(ROLES)
    assert {row.sentiment for row in gold} == set(SENTIMENTS)


def test_no_answer_of_the_set_is_in_the_training_sentences(gold: list[Coded]) -> None:
    taught = {_letters(sentence.text) for sentence in iter_sentences()}
    assert [row.text for row in gold if _letters(row.text) in taught] == []


def test_no_answer_stands_twice_in_the_set(gold: list[Coded]) -> None:
    assert [text for text, count in Counter(_letters(row.text) for row in gold).items() if count > 1] == []


def test_the_set_is_large_enough(gold: list[Coded]) -> None:
    assert len(gold) >= LEAST_ANSWERS


def test_every_theme_to_improve_has_enough_cases(gold: list[Coded]) -> None:
    cases = Counter(theme for row in gold for theme in row.labels["improve"])
    assert {theme.id for theme in load_codebook().themes if cases[theme.id] < LEAST_CASES} == set()


def test_every_usual_praise_has_enough_cases(gold: list[Coded]) -> None:
    cases = Counter(theme for row in gold for theme in row.labels["praise"])
    assert {theme for theme in USUAL_PRAISE if cases[theme] < LEAST_CASES} == set()


def test_an_answer_of_praise_alone_improves_nothing(gold: list[Coded]) -> None:
    assert [row.text for row in gold if "praise_only" in row.labels["route"] and row.labels["improve"]] == []


def test_every_answer_is_coded_with_something(gold: list[Coded]) -> None:
    assert [row.text for row in gold if not (row.labels["improve"] or row.labels["route"])] == []


def _letters(text: str) -> str:
    """What is left of a text without case, spaces and punctuation."""
    return "".join(filter(str.isalnum, text.lower()))
