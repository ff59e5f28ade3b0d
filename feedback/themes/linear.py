"""One-vs-rest logistic regression over a Matrix, all labels of a call at once."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from feedback.themes.features import Floats, Matrix

STEPS = 30
# Labels optimised together: bounds the memory of the optimiser.
TOGETHER = 20

Flat = np.ndarray[tuple[int], np.dtype[np.float64]]


def fit(matrix: Matrix, targets: Floats, importance: Floats, *, penalty: float, guess: Floats | None = None) -> Floats:
    """Parameters (columns + 1, labels), the last row the biases, for weighted log loss + penalty/2 · |weights|².

    `targets` are 0/1 and `importance` >= 0, both of shape (rows, labels). A fixed number of L-BFGS steps from `guess`
    (of the shape of the result) or from zero: the same input gives the same output.
    """
    columns = matrix.dense.shape[1] + matrix.sparse.shape[1]
    start = np.zeros((columns + 1, targets.shape[1]), np.float32) if guess is None else guess
    if guess is None:
        held, other = ((importance * part).sum(axis=0) + 0.5 for part in (targets, 1 - targets))
        start[-1] = np.log(held / other)
    parts = []
    for at in range(0, targets.shape[1], TOGETHER):
        now = slice(at, at + TOGETHER)
        parts.append(_fit(matrix, targets[:, now], importance[:, now], penalty, start[:, now]))
    return np.concatenate(parts, axis=1)


def score(matrix: Matrix, parameters: Floats) -> Floats:
    """Logits, shape (rows, labels)."""
    logits: Floats = matrix.dot(parameters[:-1]) + parameters[-1]
    return logits


def _fit(matrix: Matrix, targets: Floats, importance: Floats, penalty: float, guess: Floats) -> Floats:
    columns, labels = matrix.dense.shape[1] + matrix.sparse.shape[1], targets.shape[1]
    transposed = matrix.sparse.T.tocsr()

    def loss(flat: Flat) -> tuple[float, Flat]:
        parameters = flat.reshape(columns + 1, labels)
        weights = parameters[:-1].astype(np.float32)
        logits = matrix.dot(weights) + parameters[-1].astype(np.float32)
        signed = np.where(targets > 0, -logits, logits)
        value = float((importance * np.logaddexp(0, signed)).sum(dtype=np.float64))
        residual = (importance * (expit(logits) - targets)).astype(np.float32)
        gradient = np.empty_like(parameters)
        gradient[: matrix.dense.shape[1]] = matrix.dense.T @ residual
        gradient[matrix.dense.shape[1] : -1] = transposed @ residual
        gradient[:-1] += penalty * parameters[:-1]
        gradient[-1] = residual.sum(axis=0)
        return value + penalty / 2 * float((parameters[:-1] ** 2).sum()), gradient.ravel()

    found = minimize(
        loss,
        guess.astype(np.float64).ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS, "maxcor": 6},
    )
    fitted: Floats = found.x.reshape(columns + 1, labels).astype(np.float32)
    return fitted
