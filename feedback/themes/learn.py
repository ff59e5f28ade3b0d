"""Learn from corrected answers: the head moves from what the sentences taught towards what people decided.

Maximum a posteriori logistic regression with the coder's own weights as the prior (Chelba and Acero, 2004, "Adaptation
of maximum entropy capitalizer"): with no correction nothing changes, with many they win. Takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from feedback.themes.coder import Coder
from feedback.themes.features import Floats
from feedback.themes.prepare import prepare
from feedback.themes.reading import INPUTS, Reader
from feedback.themes.types import Document

# The strength of the prior beside one correction. Weaker ones (1 to 30) forget what the sentences taught: after 50
# corrections the themes to improve fell from 0.61 to 0.39 and 0.51 (micro-F1, `python -m benchmarks.corrections`).
PRIOR = 300.0
# How much more a label counts where it holds, as in the fit: without it everything gets less sure and misses its cut.
HELD = 3.0
STEPS = 60
# Routes are learnt only where a correction names them; sentiment and emotion are not corrected.
KINDS = ("improve:", "praise:", "route:")

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Correction:
    """An answer as a person coded it. `routes` is None where only the themes were decided."""

    document: Document
    improve: tuple[str, ...]
    praise: tuple[str, ...]
    routes: tuple[str, ...] | None = None


def learn(coder: Coder, reader: Reader, corrections: Sequence[Correction]) -> Coder:
    """The coder after the corrections; the same ones in any order give the same coder.

    Only the weights of the vector, tone, role and the biases move: a few hundred answers say little about n-grams.
    """
    if not corrections:
        return coder
    ordered = sorted(corrections, key=_key)
    rows, *_ = reader.read([prepare(item.document.text, item.document.role) for item in ordered])
    wanted, known = (np.array([part(item, coder.labels) for item in ordered], np.float64) for part in (_wanted, _known))
    columns = np.flatnonzero(known.any(axis=0))
    design = np.hstack([rows.dense, np.ones((len(ordered), 1))])
    moved = _fit(design, coder.logits(rows)[:, columns], wanted[:, columns], known[:, columns])
    weights = coder.weights.copy()
    weights[:INPUTS, columns] += moved[:-1]
    weights[-1, columns] += moved[-1]
    mark = sha256(repr([_key(item) for item in ordered]).encode("utf-8", "replace")).hexdigest()[:6]
    return replace(coder, weights=weights, version=f"{coder.version}+{mark}")


def _fit(design: Doubles, before: Floats, wanted: Doubles, known: Doubles) -> Floats:
    """How the weights move, shape (columns, labels); `before` are the logits (rows, labels) of weights unmoved."""
    shape = design.shape[1], wanted.shape[1]
    weight = known * (1 + (HELD - 1) * wanted)

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        move = flat.reshape(shape)
        logits = before + design @ move
        signed = np.where(wanted > 0, -logits, logits)
        value = float((weight * np.logaddexp(0, signed)).sum()) + PRIOR / 2 * float((move**2).sum())
        gradient = design.T @ (weight * (expit(logits) - wanted)) + PRIOR * move
        return value, gradient.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    fitted: Floats = found.x.reshape(shape).astype(np.float32)
    return fitted


def _wanted(item: Correction, labels: Sequence[str]) -> list[bool]:
    held = {f"improve:{t}" for t in item.improve} | {f"praise:{t}" for t in item.praise}
    held |= {f"route:{r}" for r in item.routes or ()}
    return [label in held for label in labels]


def _known(item: Correction, labels: Sequence[str]) -> list[bool]:
    kinds = KINDS if item.routes is not None else KINDS[:2]
    return [label.startswith(kinds) for label in labels]


def _key(item: Correction) -> tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return item.document.text, item.document.role, item.improve, item.praise, item.routes or ("?",)
