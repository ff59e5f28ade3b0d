from __future__ import annotations

import numpy as np

from feedback.themes.thresholds import Thresholds, choose

HELD = np.array([[1, 0], [1, 0], [0, 1], [0, 1]] * 50, bool)


def test_a_label_holds_from_its_cut_on() -> None:
    scores = np.array([[0.3, 0.1], [0.29, 0.5], [0.9, 0.9]], np.float32)
    found = Thresholds(np.array([0.3, 0.5], np.float32), 0.0).apply(scores)
    assert found.tolist() == [[True, False], [False, True], [True, True]]


def test_an_answer_without_a_label_gets_the_nearest_one_down_to_the_floor() -> None:
    scores = np.array([[0.2, 0.45], [0.1, 0.1]], np.float32)
    found = Thresholds(np.array([0.3, 0.5], np.float32), -0.1).apply(scores)
    assert found.tolist() == [[False, True], [False, False]]


def test_cuts_part_what_the_scores_part() -> None:
    scores = np.where(HELD, 0.7, 0.1).astype(np.float32)
    assert (choose(scores, HELD).apply(scores) == HELD).all()


def test_answers_that_people_left_bare_stay_bare() -> None:
    held = np.vstack([HELD, np.zeros((200, 2), bool)])
    scores = np.where(held, 0.7, 0.1).astype(np.float32)
    assert (choose(scores, held).apply(scores) == held).all()


def test_where_every_example_has_a_label_so_has_every_answer() -> None:
    scores = np.where(HELD, 0.7, 0.1).astype(np.float32)
    nothing = np.array([[-0.2, -0.3]], np.float32)
    assert choose(scores, HELD).apply(nothing).tolist() == [[True, False]]


def test_the_floor_falls_where_weak_scores_are_right() -> None:
    held = np.vstack([HELD, np.zeros((20, 2), bool)])
    scores = np.where(held, 0.7, 0.4).astype(np.float32)
    scores[:20] *= 0.4
    scores[-20:] = 0
    thresholds = choose(scores, held)
    assert thresholds.floor < 0
    assert (thresholds.apply(scores) == held).all()


def test_a_label_that_is_never_found_takes_the_cut_of_the_others() -> None:
    held = np.hstack([HELD, np.zeros((200, 1), bool)])
    held[0, 2] = True
    scores = np.where(held, 0.5, 0.1).astype(np.float32)
    scores[:, 2] = 0
    cuts = choose(scores, held).cuts
    assert cuts[2] > 0.1
    assert not choose(scores, held).apply(scores)[:, 2].any()


def test_a_handful_of_examples_decides_little() -> None:
    low = np.where(HELD, 0.12, 0.0).astype(np.float32)
    few, many = choose(low[:4], HELD[:4]).cuts, choose(low, HELD).cuts
    assert (few > many).all()
