"""Learn from corrected answers: what people decided about an answer holds for answers like it.

Kernel logistic regression with the coder's own logits as the starting point (Zhu and Hastie, 2005, "Kernel Logistic
Regression and the Import Vector Machine"): with no correction nothing changes, far from every correction neither. Takes
milliseconds for hundreds of answers; time grows with the square of them.
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
from feedback.themes.memory import Memory, likeness
from feedback.themes.prepare import prepare
from feedback.themes.reading import Reader, unit_vectors
from feedback.themes.types import Document

# The strength of the pull towards no change, and how much more a label counts where it holds: without the latter
# everything gets less sure and misses its cut. Moving the head's weights instead forgets what the sentences taught.
PENALTY, HELD = 0.2, 2.0
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
    """The coder after the corrections, the same for any order of them; what it learnt before is lost."""
    fresh = replace(coder, memory=None, version=coder.version.partition("+")[0])
    if not corrections:
        return fresh
    ordered = sorted(corrections, key=_key)
    rows, *_ = reader.read([prepare(item.document.text, item.document.role) for item in ordered])
    wanted, known = (np.array([part(item, coder.labels) for item in ordered], np.float64) for part in (_wanted, _known))
    vectors = unit_vectors(rows)
    weights = _fit(likeness(vectors, vectors).astype(np.float64), fresh.logits(rows), wanted, known)
    mark = sha256(repr([_key(item) for item in ordered]).encode("utf-8", "replace")).hexdigest()[:6]
    return replace(fresh, memory=Memory(vectors, weights), version=f"{fresh.version}+{mark}")


def _fit(alike: Doubles, before: Floats, wanted: Doubles, known: Doubles) -> Floats:
    """What each answer adds to the logits of those like it, (answers, labels); `before` without that."""
    weight = known * (1 + (HELD - 1) * wanted)

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        added = flat.reshape(wanted.shape)
        moved = alike @ added
        logits = before + moved
        signed = np.where(wanted > 0, -logits, logits)
        value = float((weight * np.logaddexp(0, signed)).sum()) + PENALTY / 2 * float((added * moved).sum())
        return value, (alike @ (weight * (expit(logits) - wanted) + PENALTY * added)).ravel()

    found = minimize(loss, np.zeros(wanted.size), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    fitted: Floats = found.x.reshape(wanted.shape).astype(np.float32)
    return fitted


def _wanted(item: Correction, labels: Sequence[str]) -> list[bool]:
    held = {f"improve:{t}" for t in item.improve} | {f"praise:{t}" for t in item.praise}
    held |= {f"route:{r}" for r in item.routes or ()}
    return [label in held for label in labels]


def _known(item: Correction, labels: Sequence[str]) -> list[bool]:
    kinds = KINDS if item.routes is not None else KINDS[:2]
    return [label.startswith(kinds) for label in labels]


def _key(item: Correction) -> tuple[str, str, tuple[str, ...], tuple[str, ...], bool, tuple[str, ...]]:
    # No route at all is a decision, too: only None says that nobody decided.
    routes = item.routes is not None, item.routes or ()
    return item.document.text, item.document.role, item.improve, item.praise, *routes
