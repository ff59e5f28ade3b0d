from __future__ import annotations

import pytest

from feedback.themes import codebook
from feedback.themes.engine import Engine
from feedback.themes.explain import Explainer
from feedback.themes.types import Document

TEXT = "😀 She was very polite but I waited 45 minutes in the queue."


@pytest.fixture(scope="module")
def explainer(engine: Engine) -> Explainer:
    return engine.explainer(codebook.iter_sentences())


def clause(engine: Engine, theme: str) -> tuple[Document, tuple[int, int]]:
    document = Document("1", TEXT)
    (coding,) = engine.code([document])
    return document, next((e.start, e.end) for e in coding.excerpts for c in e.themes if c.theme == theme)


def test_the_words_that_carried_a_theme_stand_in_its_clause(engine: Engine, explainer: Explainer) -> None:
    document, span = clause(engine, "speed")
    reason = explainer.explain(document, "speed", "improve", span)
    words = [TEXT[word.start : word.end] for word in reason.words]
    assert {"waited", "queue"} & set(words)
    assert all(span[0] <= word.start < word.end <= span[1] for word in reason.words)


def test_the_weights_of_the_words_are_shares(engine: Engine, explainer: Explainer) -> None:
    document, span = clause(engine, "speed")
    weights = [word.weight for word in explainer.explain(document, "speed", "improve", span).words]
    assert 0 < sum(weights) <= 1.001
    assert all(weight > 0 for weight in weights)


def test_the_nearest_sentences_carry_the_same_theme(engine: Engine, explainer: Explainer) -> None:
    document, span = clause(engine, "speed")
    nearest = explainer.explain(document, "speed", "improve", span).nearest
    carrying = {sentence.text for sentence in codebook.iter_sentences() if "speed" in sentence.improve}
    assert len(nearest) == 3
    assert {near.text for near in nearest} <= carrying
    assert [near.similarity for near in nearest] == sorted((near.similarity for near in nearest), reverse=True)


def test_praise_is_explained_by_praise(engine: Engine, explainer: Explainer) -> None:
    document, span = clause(engine, "respect")
    nearest = explainer.explain(document, "respect", "praise", span).nearest
    praised = {sentence.text for sentence in codebook.iter_sentences() if "respect" in sentence.praise}
    assert {near.text for near in nearest} <= praised


def test_a_theme_nobody_wrote_is_a_key_error(engine: Engine, explainer: Explainer) -> None:
    document, span = clause(engine, "speed")
    with pytest.raises(KeyError):
        explainer.explain(document, "parking", "improve", span)


def test_a_span_that_is_no_clause_is_a_key_error(engine: Engine, explainer: Explainer) -> None:
    document, _ = clause(engine, "speed")
    with pytest.raises(KeyError):
        explainer.explain(document, "speed", "improve", (0, 3))
