"""The second half of the head: logistic regression over word and character n-grams, tone and role.

It is fitted apart from the encoder and the two are averaged. Fitted on top of it, it would learn next to nothing: the
encoder has seen the same sentences and hardly errs on them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from feedback.themes.codebook import Sentence
from feedback.themes.encoder import WIDTH
from feedback.themes.features import Floats, Matrix
from feedback.themes.ngrams import NgramCounter, Vocabulary, learn_vocabulary
from feedback.themes.prepare import Prepared, prepare
from feedback.themes.reading import inputs
from feedback.tuning import targets

# How weak the pull towards zero is, and how much more a sentence counts where a label holds.
STRENGTH, HELD = 10.0, 3.0
STEPS, SEED = 300, 20_240_229


def fit(sentences: Sequence[Sentence], labels: Sequence[str]) -> tuple[Vocabulary, Floats]:
    """The n-grams and weights of shape (inputs + n-grams + 1, labels); those of the vector are zero."""
    prepared = [prepare(sentence.text, sentence.role) for sentence in sentences]
    vocabulary = learn_vocabulary(prepared)
    rows = matrix(prepared, vocabulary)
    narrow = sparse.hstack([sparse.csr_matrix(rows.dense[:, WIDTH:]), rows.sparse], format="csr", dtype=np.float64)
    wanted, known = targets.targets(sentences, labels), targets.known(sentences, labels) > 0
    fitted = [_one(narrow[known[:, n]], wanted[known[:, n], n], label) for n, label in enumerate(labels)]
    return vocabulary, np.vstack([np.zeros((WIDTH, len(labels)), np.float32), np.stack(fitted, axis=1)])


def _one(rows: sparse.csr_matrix, wanted: Floats, label: str) -> Floats:
    """The weights of one label and its bias."""
    weights = None if label.startswith("sentiment:") else {0: 1.0, 1: HELD}
    model = LogisticRegression(
        C=STRENGTH, class_weight=weights, solver="liblinear", dual=True, max_iter=STEPS, random_state=SEED
    )
    model.fit(rows, wanted)
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)


def matrix(prepared: Sequence[Prepared], vocabulary: Vocabulary) -> Matrix:
    """The rows of whole answers without their vectors."""
    starts = np.cumsum([0, *(len(item.clauses) for item in prepared)])
    answers, _ = NgramCounter(vocabulary).rows([text for item in prepared for text in item.texts], starts)
    return Matrix(inputs(np.zeros((len(prepared), WIDTH), np.float32), prepared), answers)
