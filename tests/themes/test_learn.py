from __future__ import annotations

import numpy as np

from feedback.themes.engine import Engine
from feedback.themes.learn import Correction
from feedback.themes.types import Document

TEXT = "The parking lot lady waved me through without a word"


def correction(text: str = TEXT, *, improve: tuple[str, ...] = ("tone",), number: int = 1) -> Correction:
    return Correction(Document(str(number), text), improve, ())


def confidence(engine: Engine, text: str, label: str) -> float:
    rows = engine.read(text)
    return float(engine.coder.probabilities(rows)[0, engine.coder.labels.index(label)])


def test_without_corrections_nothing_changes(engine: Engine) -> None:
    assert engine.corrected([]).coder is engine.coder


def test_a_corrected_answer_gets_surer_of_its_theme(engine: Engine) -> None:
    learnt = engine.corrected([correction()])
    assert confidence(learnt, TEXT, "improve:tone") > confidence(engine, TEXT, "improve:tone")


def test_corrections_of_a_kind_carry_over_to_the_next_answer_of_it(engine: Engine) -> None:
    texts = ["She waved me through", "Lady at the gate waved us through", "waved through again, not a word"]
    learnt, unseen = engine.corrected([correction(text) for text in [*texts, TEXT]]), "the lady waved me through"
    assert confidence(learnt, unseen, "improve:tone") > 1.5 * confidence(engine, unseen, "improve:tone")


def test_a_correction_leaves_answers_of_another_kind_as_they_were(engine: Engine) -> None:
    learnt, other = engine.corrected([correction()]), Document("x", "The agent was rude and I waited an hour")
    assert learnt.code([other])[0].improve == engine.code([other])[0].improve


def test_a_theme_that_was_taken_away_gets_less_sure(engine: Engine) -> None:
    text = "The agent was rude"
    learnt = engine.corrected([correction(text, improve=())])
    assert confidence(learnt, text, "improve:respect") < confidence(engine, text, "improve:respect")


def test_routes_stay_as_they_are_unless_a_correction_names_them(engine: Engine) -> None:
    learnt = engine.corrected([correction()])
    columns = [n for n, label in enumerate(engine.coder.labels) if label.startswith(("route", "sentiment", "emotion"))]
    assert np.array_equal(learnt.coder.weights[:, columns], engine.coder.weights[:, columns])


def test_the_order_of_the_corrections_does_not_matter(engine: Engine) -> None:
    both = [correction(), correction("He never called back", improve=("ownership",), number=2)]
    one, two = engine.corrected(both), engine.corrected(both[::-1])
    assert one.version == two.version
    assert np.array_equal(one.coder.weights, two.coder.weights)


def test_an_engine_that_learnt_carries_another_version(engine: Engine) -> None:
    assert engine.corrected([correction()]).version.startswith(f"{engine.version}+")


def test_the_engine_that_was_corrected_stays_what_it_was(engine: Engine) -> None:
    before = engine.coder.weights.copy()
    engine.corrected([correction()])
    assert np.array_equal(engine.coder.weights, before)
