"""Kernel ridge regression of many targets at once, with the score each example gets when it is left out of the fit.

Saunders, Gammerman, Vovk (1998), "Ridge Regression Learning Algorithm in Dual Variables". Left-out scores come from
the same solution: Rifkin and Lippert (2007), "Notes on Regularized Least Squares", section 4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from feedback.themes.features import Floats

PENALTY = 0.1


def fit(kernel: Floats, counts: Floats, means: Floats) -> tuple[Floats, Floats]:
    """Weights (points, targets) and the leverage of one observation at each point, (points,) in 0..1.

    `kernel` (points, points) is overwritten; `counts` (points,) are the observations at each point, `means` (points,
    targets) their averages without the base. A new point scores kernel(new, points) @ weights above the base.
    """
    kernel[np.diag_indices_from(kernel)] += PENALTY / counts
    factor = linalg.cholesky(kernel, lower=True, overwrite_a=True, check_finite=False)
    weights = linalg.cho_solve((factor, True), means, check_finite=False)
    half, _ = linalg.lapack.strtri(factor, lower=1, overwrite_c=1)
    diagonal = np.einsum("ij,ij->j", half, half)
    leverage = (1 - PENALTY / counts * diagonal) / counts
    return weights.astype(np.float32), leverage.astype(np.float32)


def left_out(
    weights: Floats, leverage: Floats, counts: Floats, means: Floats, at: NDArray[np.intp], targets: Floats
) -> Floats:
    """The score of each observation by a fit to all the others, shape (observations, targets).

    `at` (observations,) is the point where each row of `targets` was observed; `means`, `targets` and the scores are
    all without the base.
    """
    fitted = (means - weights * (PENALTY / counts)[:, None])[at]
    scores = targets - (targets - fitted) / np.maximum(1 - leverage[at], 1e-6)[:, None]
    return scores.astype(np.float32)
