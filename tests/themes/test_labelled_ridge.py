from __future__ import annotations

import numpy as np
import pytest

from feedback.themes import ridge
from feedback.themes.features import Floats


def problem() -> tuple[Floats, Floats]:
    """Likeness of 12 observations, each at a point of its own, and two targets."""
    random = np.random.default_rng(3)
    vectors = random.normal(size=(12, 5)).astype(np.float32)
    distances = ((vectors[:, None] - vectors[None]) ** 2).sum(axis=2)
    return np.exp(-distances / 5).astype(np.float32), (random.random((12, 2)) > 0.5).astype(np.float32)


def test_left_out_scores_are_those_of_fits_without_the_observation() -> None:
    kernel, targets = problem()
    ones = np.ones(12, np.float32)
    weights, leverage = ridge.fit(kernel.copy(), ones, targets)
    scores = ridge.left_out(weights, leverage, ones, targets, np.arange(12), targets)
    for i in range(12):
        rest = np.arange(12) != i
        other, _ = ridge.fit(kernel[np.ix_(rest, rest)], ones[rest], targets[rest])
        assert kernel[i, rest] @ other == pytest.approx(scores[i], abs=1e-4)


def test_repeated_observations_weigh_as_often_as_they_were_made() -> None:
    kernel, targets = problem()
    at = np.array([*range(12), 0, 0, 5])
    repeated = targets[at].copy()
    repeated[12:] = 1 - repeated[12:]
    counts = np.bincount(at).astype(np.float32)
    means = np.stack([repeated[at == point].mean(axis=0) for point in range(12)])
    weights, leverage = ridge.fit(kernel.copy(), counts, means)
    scores = ridge.left_out(weights, leverage, counts, means, at, repeated)
    # The same with a row for each observation.
    ones = np.ones(15, np.float32)
    wide = kernel[np.ix_(at, at)]
    each, their_leverage = ridge.fit(wide.copy(), ones, repeated)
    assert kernel @ weights == pytest.approx(kernel[:, at] @ each, abs=1e-4)
    assert scores == pytest.approx(
        ridge.left_out(each, their_leverage, ones, repeated, np.arange(15), repeated), abs=1e-3
    )
