from __future__ import annotations

from dataclasses import replace

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
    assert engine.corrected([]).coder == engine.coder


def test_a_corrected_answer_gets_surer_of_its_theme(engine: Engine) -> None:
    learnt = engine.corrected([correction()])
    assert confidence(learnt, TEXT, "improve:tone") > confidence(engine, TEXT, "improve:tone")


def test_corrections_of_a_kind_decide_an_answer_like_them(engine: Engine) -> None:
    texts = ["She waved me through", "Lady at the gate waved us through", "waved through again, not a word", TEXT]
    corrections = [replace(correction(text), routes=()) for text in texts]
    learnt, unseen = engine.corrected(corrections), "Lady waved me through"
    assert "tone" not in engine.code([Document("x", unseen)])[0].improve
    assert "tone" in learnt.code([Document("x", unseen)])[0].improve


def test_corrections_take_the_place_of_earlier_ones(engine: Engine) -> None:
    learnt = engine.corrected([correction("He never called back", improve=("ownership",))]).corrected([correction()])
    assert learnt.version == engine.corrected([correction()]).version
    assert learnt.corrected([]).version == engine.version


def test_a_correction_leaves_answers_of_another_kind_as_they_were(engine: Engine) -> None:
    learnt, other = engine.corrected([correction()]), Document("x", "The agent was rude and I waited an hour")
    assert learnt.code([other])[0].improve == engine.code([other])[0].improve


def test_a_theme_that_was_taken_away_gets_less_sure(engine: Engine) -> None:
    text = "The agent was rude"
    learnt = engine.corrected([correction(text, improve=())])
    assert confidence(learnt, text, "improve:respect") < confidence(engine, text, "improve:respect")


def test_routes_stay_as_they_are_unless_a_correction_names_them(engine: Engine) -> None:
    memory = engine.corrected([correction()]).coder.memory
    assert memory is not None
    moved = {label for label, weight in zip(engine.coder.labels, memory.weights.T, strict=True) if weight.any()}
    assert {label.partition(":")[0] for label in moved} == {"improve", "praise"}


def test_deciding_on_no_route_is_another_correction_than_leaving_the_routes_open(engine: Engine) -> None:
    undecided, none = correction(), replace(correction(), routes=())
    assert engine.corrected([undecided]).version != engine.corrected([none]).version
    assert engine.corrected([undecided, none]).version == engine.corrected([none, undecided]).version


def test_the_order_of_the_corrections_does_not_matter(engine: Engine) -> None:
    both = [correction(), correction("He never called back", improve=("ownership",), number=2)]
    one, two = engine.corrected(both), engine.corrected(both[::-1])
    assert one.version == two.version
    assert one.coder.memory is not None
    assert two.coder.memory is not None
    assert np.array_equal(one.coder.memory.weights, two.coder.memory.weights)


def test_an_engine_that_learnt_carries_another_version(engine: Engine) -> None:
    assert engine.corrected([correction()]).version.startswith(f"{engine.version}+")


def test_the_engine_that_was_corrected_stays_what_it_was(engine: Engine) -> None:
    before = confidence(engine, TEXT, "improve:tone")
    engine.corrected([correction()])
    assert confidence(engine, TEXT, "improve:tone") == before
