from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.themes.codebook import load_codebook
from feedback.themes.encoder import Encoder
from feedback.themes.engine import Engine, load_engine
from feedback.themes.types import EMOTIONS, SENTIMENTS, Coding, Document, Role
from tests.themes.scripts import SCRIPTS

ANSWERS = [
    "She was very polite but I waited 45 minutes in the queue.",
    "He copied and pasted the same reply three times",
    "The agent was rude and called me a liar",
    "Refund still not come, 12 days",
    "Thank you so much, excellent support",
    "good",
    "Solved my problem in two minutes! Very knowledgeable person. Lovely tone too.",
    "nothing",
    "mail me at a.b@example.com, he never called back",
]
ODD = [
    "",
    " \n\t ",
    "\ud800 lone \udfff",
    "\x00\x01\x1b[31m",
    "😀👍🏽👨‍👩‍👧",
    "." * 500,
    "ok " * 33_000,
    "x" * 100_000,
    *SCRIPTS,
]


def code(engine: Engine, text: str, role: Role = "why") -> Coding:
    return engine.code([Document("1", text, role)])[0]


@pytest.mark.parametrize(
    ("text", "role", "improve", "praise"),
    [
        ("The agent was rude", "why", "respect", None),
        ("Every reply was copied and pasted from a script", "better", "genuine", None),
        ("faster", "better", "speed", None),
        ("faster than I expected", "liked", None, "speed"),
        ("He explained everything clearly, step by step", "liked", None, "clarity"),
        ("I had to repeat everything to the next agent after the transfer", "why", "continuity", None),
    ],
)
def test_plain_answers_get_their_theme(
    engine: Engine, text: str, role: Role, improve: str | None, praise: str | None
) -> None:
    coding = code(engine, text, role)
    assert (improve in coding.improve) == (improve is not None)
    assert (praise in coding.praise) == (praise is not None)


def test_each_theme_of_a_mixed_answer_stands_on_its_own_clause(engine: Engine) -> None:
    text = "She was very polite but I waited 45 minutes in the queue."
    coding = code(engine, text)
    where = {(c.polarity, c.theme): text[e.start : e.end] for e in coding.excerpts for c in e.themes}
    assert where[("praise", "respect")] == "She was very polite"
    assert where[("improve", "speed")] == "but I waited 45 minutes in the queue."
    assert coding.sentiment == "mixed"


def test_praise_alone_is_routed_as_praise_and_improves_nothing(engine: Engine) -> None:
    coding = code(engine, "Thank you so much, excellent support, very polite")
    assert "praise_only" in coding.routes
    assert (coding.improve, coding.sentiment) == ((), "pos")


@pytest.mark.parametrize("text", ODD)
def test_odd_input_gets_a_coding_and_no_error(engine: Engine, text: str) -> None:
    coding = code(engine, text)
    assert coding.sentiment in SENTIMENTS
    assert all(0 <= e.start < e.end <= len(text) for e in coding.excerpts)


def test_an_empty_answer_is_uninformative_and_has_no_excerpt(engine: Engine) -> None:
    coding = code(engine, "  ")
    assert (coding.routes, coding.excerpts, coding.improve) == (("uninformative",), (), ())


def test_codings_do_not_depend_on_the_order_or_the_company(cache: Path) -> None:
    documents = [Document(str(i), text) for i, text in enumerate(ANSWERS + ODD)]
    shuffled = random.Random(1).sample(documents, len(documents))
    fresh = [load_engine(cache_dir=cache) for _ in range(3)]
    together, mixed = fresh[0].code(documents), fresh[1].code(shuffled)
    alone = [fresh[2].code([document])[0] for document in documents]
    assert together == sorted(mixed, key=lambda coding: int(coding.id)) == alone


def test_vectors_do_not_depend_on_the_batch(encoder: Encoder) -> None:
    together = encoder.embed(ANSWERS)
    alone = np.concatenate([encoder.embed([text]) for text in ANSWERS])
    assert np.array_equal(together, alone)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_a_batch_is_answered_in_order_with_its_ids(engine: Engine) -> None:
    codings = engine.code([Document(f"n{i}", ANSWERS[i % 3]) for i in range(9)])
    assert [coding.id for coding in codings] == [f"n{i}" for i in range(9)]
    assert engine.code([]) == []


@given(st.lists(st.sampled_from(" ".join(ANSWERS).split()), max_size=30).map(" ".join))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_coding_is_consistent(engine: Engine, text: str) -> None:
    coding = code(engine, text)
    book = load_codebook()
    assert set(coding.improve) | set(coding.praise) <= {theme.id for theme in book.themes}
    assert set(coding.routes) <= {route.id for route in book.routes}
    assert set(coding.emotions) <= set(EMOTIONS)
    assert not (coding.improve and "praise_only" in coding.routes)
    assert not set(coding.improve) & set(coding.praise)
    assert all(0 < c.confidence <= 1 for e in coding.excerpts for c in e.themes)
    assert -1 <= coding.polarity <= 1


@pytest.mark.parametrize("text", ["Привет, оператор был груб", "Der Mitarbeiter war leider sehr unfreundlich zu mir"])
def test_an_answer_in_another_language_is_said_to_be_one_and_gets_no_theme(engine: Engine, text: str) -> None:
    coding = code(engine, text)
    assert (coding.routes, coding.improve, coding.praise, coding.emotions) == (("other_language",), (), (), ())
    assert [text[e.start : e.end] for e in coding.excerpts]


def test_what_identifies_somebody_is_found_in_every_language(engine: Engine) -> None:
    (found,) = code(engine, "Schreiben Sie mir bitte an anna@example.com, danke sehr").redactions
    assert found.kind == "email"


def test_one_letter_again_and_again_is_uninformative(engine: Engine) -> None:
    coding = code(engine, "a" * 1000)
    assert (coding.routes, coding.improve, coding.praise) == (("uninformative",), (), ())


def test_broken_english_is_english(engine: Engine) -> None:
    assert "other_language" not in code(engine, "costmer care bihaviour is vry gud thnks").routes
