"""The parts of `feedback.tuning` that need no torch."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from feedback.themes.codebook import Sentence
from feedback.tuning import cuts, targets
from feedback.tuning.augment import join, misspell, vary

RUDE = Sentence("He was rude", "why", ("respect",), (), ("general_negative",), "neg", ("anger",))
QUICK = Sentence("So quick!", "why", (), ("speed",), ("praise_only",), "pos", ("happiness",))
WISH = Sentence("Please add a call back", "why", ("proactive",), (), (), "neu", ())
TEST = Sentence("test", "why", (), (), ("uninformative",), "neu", ())
LABELS = ("improve:respect", "improve:proactive", "praise:speed", "route:praise_only", "sentiment:neg", "emotion:anger")


def test_two_remarks_in_one_breath_carry_the_themes_of_both() -> None:
    both = join(RUDE, QUICK, random=Random(1))
    assert both is not None
    assert (both.improve, both.praise, both.sentiment) == (("respect",), ("speed",), "mixed")
    assert both.emotions == ("anger", "happiness")


def test_praise_with_a_complaint_is_not_praise_only() -> None:
    both = join(RUDE, QUICK, random=Random(1))
    assert both is not None
    assert both.routes == ()


@pytest.mark.parametrize("second", [TEST, replace(QUICK, role="liked"), WISH])
def test_what_nobody_would_say_together_is_not_joined(second: Sentence) -> None:
    assert join(QUICK, second, random=Random(1)) is None


def test_a_remark_whose_feelings_nobody_coded_leaves_those_of_both_unknown() -> None:
    both = join(RUDE, replace(RUDE, emotions=None), random=Random(1))
    assert both is not None
    assert both.emotions is None


def test_misspelling_changes_letters_and_never_the_number_of_words_much() -> None:
    text = "The agent explained everything very patiently and solved the problem"
    variants = {misspell(text, random=Random(seed)) for seed in range(30)}
    assert len(variants) > 5
    assert all(len(variant.split()) == len(text.split()) for variant in variants)


def test_the_same_seed_gives_the_same_variants() -> None:
    sentences = [RUDE, QUICK, WISH] * 20
    assert vary(sentences, random=Random(7)) == vary(sentences, random=Random(7))


def test_targets_say_what_holds_and_known_what_was_decided() -> None:
    sentences = [RUDE, replace(QUICK, emotions=None)]
    assert targets.targets(sentences, LABELS).tolist() == [[1, 0, 0, 0, 1, 1], [0, 0, 1, 1, 0, 0]]
    assert targets.known(sentences, LABELS).tolist() == [[1] * 6, [1, 1, 1, 1, 1, 0]]


def test_a_rare_kind_of_sentence_counts_more() -> None:
    weights = targets.importance([RUDE] * 9 + [QUICK])
    assert weights[9] > weights[0]


def test_a_text_is_held_out_under_every_role() -> None:
    rows = [replace(RUDE, text=f"remark {number}") for number in range(500)]
    kept = [targets.is_held_out(row) for row in rows]
    assert kept == [targets.is_held_out(replace(row, role="better")) for row in rows]
    assert 0.04 < sum(kept) / len(kept) < 0.13


def test_a_cut_lies_where_the_two_kinds_part() -> None:
    logits = np.array([[-2.0], [-1.0], [1.0], [2.0]], np.float32)
    held = np.array([[0], [0], [1], [1]], np.float32)
    (cut,) = cuts.choose(["improve:respect"], logits, held, np.ones_like(held))
    assert 0.27 < cut < 0.73
    assert cuts.quality(["improve:respect"], logits, np.array([cut]), held, np.ones_like(held)) == {"improve": 1.0}


def test_what_nobody_decided_says_nothing_about_a_cut() -> None:
    logits = np.array([[-2.0], [5.0], [1.0]], np.float32)
    held = np.array([[0], [0], [1]], np.float32)
    known = np.array([[1], [0], [1]], np.float32)
    (cut,) = cuts.choose(["improve:respect"], logits, held, known)
    assert cut < 0.73
