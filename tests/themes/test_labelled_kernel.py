from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from feedback.themes import kernel
from feedback.themes.encoder import Encoder
from feedback.themes.features import embed
from feedback.themes.kernel import Points, points, similarity
from feedback.themes.ngrams import NgramCounter, learn_vocabulary
from feedback.themes.prepare import prepare
from feedback.themes.types import Role

TEXTS = ("The soup was cold. Nobody came.", "Cold soup!", "", "I waited two hours and then left", "😀")


def made(encoder: Encoder, texts: Sequence[str] = TEXTS, role: Role = "why") -> Points:
    batch = embed(encoder, [prepare(text, role) for text in texts])
    return points(batch, NgramCounter(learn_vocabulary([prepare(text, "why") for text in TEXTS])))


def test_an_answer_is_most_like_itself(encoder: Encoder) -> None:
    alike = similarity(made(encoder), made(encoder))
    assert np.diag(alike)[[0, 1, 3]] == pytest.approx(1, abs=2e-3)
    assert (alike <= 1.002).all()
    assert (alike.argmax(axis=1) == np.arange(len(TEXTS))).all()


def test_likeness_goes_both_ways(encoder: Encoder) -> None:
    alike = similarity(made(encoder), made(encoder))
    assert alike == pytest.approx(alike.T, abs=1e-6)


def test_likeness_is_a_kernel(encoder: Encoder) -> None:
    assert np.linalg.eigvalsh(similarity(made(encoder), made(encoder)).astype(float)).min() > -1e-6


def test_answers_to_another_question_are_less_alike(encoder: Encoder) -> None:
    same, other = (similarity(made(encoder), made(encoder, role=role)) for role in ("why", "liked"))
    assert other == pytest.approx(same * kernel.OTHER_QUESTION, abs=1e-6)


def test_the_size_of_the_blocks_changes_nothing(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = similarity(made(encoder), made(encoder))
    monkeypatch.setattr(kernel, "BLOCK", 2)
    monkeypatch.setattr(kernel, "CHUNK", 2)
    assert similarity(made(encoder), made(encoder)) == pytest.approx(at_once, abs=1e-5)


def test_no_answers_are_like_nothing(encoder: Encoder) -> None:
    assert similarity(made(encoder, ()), made(encoder)).shape == (0, len(TEXTS))
