"""The design matrix of the linear models: sentence vector, words, characters, tone, length and the question's role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from feedback.themes.encoder import WIDTH, Encoder, Vectors
from feedback.themes.polarity import Tone
from feedback.themes.prepare import Prepared
from feedback.themes.types import ROLES, Role

WORD_PATTERN = r"(?u)[^\W_]+(?:['’][^\W_]+)*|[?!]+|[^\w\s\x00-\x7f]"
# How much each block weighs beside the sentence vector (of length VECTOR).
VECTOR, WORDS, CHARACTERS, TONE, ROLE = 3.0, 1.0, 1.0, 0.5, 1.0
# An n-gram must occur in LEAST_ANSWERS, unless there are fewer than MANY_ANSWERS to learn from.
LEAST_ANSWERS, MANY_ANSWERS = 3, 200
DENSE = WIDTH + 6 + len(ROLES)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known word and character n-grams with their inverse document frequencies."""

    words: dict[str, int]
    characters: dict[str, int]
    word_idf: Floats
    character_idf: Floats

    @property
    def size(self) -> int:
        """Number of sparse columns."""
        return len(self.words) + len(self.characters)


@dataclass(frozen=True, slots=True)
class Batch:
    """Prepared answers with their vectors and n-gram counts. Clause rows of answer i: `starts[i]:starts[i + 1]`."""

    prepared: Sequence[Prepared]
    starts: NDArray[np.intp]
    answer_vectors: Vectors
    clause_vectors: Vectors


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of features: `dense` (rows, DENSE) beside `sparse` (rows, vocabulary)."""

    dense: Floats
    sparse: sparse.csr_matrix

    def dot(self, weights: Floats) -> Floats:
        """Matrix product with weights of shape (DENSE + vocabulary, labels)."""
        product: Floats = self.dense @ weights[:DENSE] + self.sparse @ weights[DENSE:]
        return product


def embed(encoder: Encoder, prepared: Sequence[Prepared]) -> Batch:
    """Vectors of every answer and every clause."""
    segments = [segment for item in prepared for segment in item.segments]
    parts = encoder.embed_parts([s.text for s in segments], [s.parts for s in segments])
    answers = np.zeros((len(prepared), WIDTH), np.float32)
    clauses: list[Vectors] = []
    at = 0
    for row, item in enumerate(prepared):
        mine = parts[at : at + len(item.segments)]
        at += len(item.segments)
        clauses += [vectors[1:] for vectors in mine]
        for vectors in mine:
            answers[row] += vectors[0] * np.float32(len(vectors) - 1)
    answers /= np.maximum(np.linalg.norm(answers, axis=1, keepdims=True), 1e-9)
    starts = np.cumsum([0, *(len(item.clauses) for item in prepared)])
    return Batch(prepared, starts, answers, np.concatenate(clauses) if clauses else np.zeros((0, WIDTH), np.float32))


def learn_vocabulary(prepared: Sequence[Prepared]) -> Vocabulary:
    """N-grams that occur in several answers; in a handful of answers every n-gram counts."""
    texts = [" | ".join(item.texts) for item in prepared]
    least = LEAST_ANSWERS if len(texts) >= MANY_ANSWERS else 1
    words, word_idf = _terms(_words(None).build_analyzer(), texts, least)
    characters, character_idf = _terms(_characters(None).build_analyzer(), texts, least)
    return Vocabulary(words, characters, word_idf, character_idf)


def _terms(analyse: Callable[[str], list[str]], texts: Sequence[str], least: int) -> tuple[dict[str, int], Floats]:
    """The n-grams in at least `least` texts, sorted, with their inverse document frequencies."""
    frequency = Counter(term for text in texts for term in set(analyse(text)))
    # A vocabulary must not be empty, or nothing can be counted with it.
    terms = sorted(term for term, count in frequency.items() if count >= least) or ["none"]
    idf = np.log((1 + len(texts)) / (1 + np.array([frequency[term] for term in terms]))) + 1
    return {term: place for place, term in enumerate(terms)}, idf.astype(np.float32)


class Featurizer:
    """Builds the rows for answers and for clauses from one counting of the clauses' n-grams."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._word_counter = _words(vocabulary.words)
        self._character_counter = _characters(vocabulary.characters)

    def rows(self, batch: Batch) -> tuple[Matrix, Matrix]:
        """The features of the answers and those of the clauses."""
        texts = [text for item in batch.prepared for text in item.texts]
        ones, columns = np.ones(len(texts), np.float32), np.arange(len(texts))
        gather = sparse.csr_matrix((ones, columns, batch.starts), shape=(len(batch.prepared), len(texts)))
        words, characters = self._word_counter.transform(texts), self._character_counter.transform(texts)
        answers = self._weigh(gather @ words, gather @ characters)
        clauses = self._weigh(words, characters)
        items = batch.prepared
        answer_dense = _dense(
            batch.answer_vectors,
            [(item.whole, item.tones or (item.whole,), item.role, len(item.clauses)) for item in items],
        )
        clause_dense = _dense(batch.clause_vectors, [(t, (t,), item.role, 1) for item in items for t in item.tones])
        return Matrix(answer_dense, answers), Matrix(clause_dense, clauses)

    def _weigh(self, words: sparse.csr_matrix, characters: sparse.csr_matrix) -> sparse.csr_matrix:
        blocks = (
            _tfidf(words, self.vocabulary.word_idf, WORDS),
            _tfidf(characters, self.vocabulary.character_idf, CHARACTERS),
        )
        rows: sparse.csr_matrix = sparse.hstack(blocks, format="csr", dtype=np.float32)
        return rows


def _words(vocabulary: dict[str, int] | None) -> CountVectorizer:
    return CountVectorizer(token_pattern=WORD_PATTERN, ngram_range=(1, 2), vocabulary=vocabulary, dtype=np.float32)


def _characters(vocabulary: dict[str, int] | None) -> CountVectorizer:
    return CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), vocabulary=vocabulary, dtype=np.float32)


def _tfidf(counts: sparse.csr_matrix, idf: Floats, weight: float) -> sparse.csr_matrix:
    """Sublinear term frequency times idf, each row scaled to length `weight`."""
    scaled = sparse.csr_matrix(counts, dtype=np.float32, copy=True)
    scaled.data = (1 + np.log(scaled.data)) * idf[scaled.indices]
    lengths = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    scale = np.where(lengths > 0, weight / np.maximum(lengths, 1e-9), 0).astype(np.float32)
    scaled.data *= np.repeat(scale, np.diff(scaled.indptr))
    return scaled


def _dense(vectors: Vectors, facts: Sequence[tuple[Tone, Sequence[Tone], Role, int]]) -> Floats:
    extra = np.array([_facts(*fact) for fact in facts], np.float32).reshape(len(facts), DENSE - WIDTH)
    return np.hstack([vectors * np.float32(VECTOR), extra])


def _facts(whole: Tone, tones: Sequence[Tone], role: Role, clauses: int) -> list[float]:
    polarities = [t.polarity for t in tones]
    tone = [whole.polarity, min(polarities), max(polarities), float(whole.known), max(polarities) - min(polarities)]
    roles = [ROLE * (role == name and role != "why") for name in ROLES]
    return [2 * TONE * value for value in tone] + [float(np.log(max(clauses, 1))) / 4] + roles
