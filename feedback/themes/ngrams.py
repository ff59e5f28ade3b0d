"""Word and character n-grams of answers and of their clauses, weighed by tf-idf."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from feedback.themes.prepare import Prepared

WORD_PATTERN = r"(?u)[^\W_]+(?:['’][^\W_]+)*|[?!]+|[^\w\s\x00-\x7f]"
# An n-gram must occur in LEAST_ANSWERS, unless there are fewer than MANY_ANSWERS to learn from.
LEAST_ANSWERS, MANY_ANSWERS = 3, 200

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


def learn_vocabulary(prepared: Sequence[Prepared], least: int = LEAST_ANSWERS) -> Vocabulary:
    """N-grams that occur in at least `least` answers; in a handful of answers every n-gram counts."""
    texts = [" | ".join(item.texts) for item in prepared]
    least = least if len(texts) >= MANY_ANSWERS else 1
    words, word_idf = _terms(_words(None).build_analyzer(), texts, least)
    characters, character_idf = _terms(_characters(None).build_analyzer(), texts, least)
    return Vocabulary(words, characters, word_idf, character_idf)


class NgramCounter:
    """Builds the rows for answers and for clauses from one counting of the clauses' n-grams."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words = _words(vocabulary.words)
        self._characters = _characters(vocabulary.characters)

    def rows(self, texts: Sequence[str], starts: NDArray[np.intp]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """The rows of the answers and of the clauses `texts`; those of answer i are `starts[i]:starts[i + 1]`.

        Words beside characters, each block of a row of length 1, or 0 where none of its n-grams is known.
        """
        ones, columns = np.ones(len(texts), np.float32), np.arange(len(texts))
        gather = sparse.csr_matrix((ones, columns, starts), shape=(len(starts) - 1, len(texts)))
        words, characters = self._words.transform(texts), self._characters.transform(texts)
        return self._weigh(gather @ words, gather @ characters), self._weigh(words, characters)

    def _weigh(self, words: sparse.csr_matrix, characters: sparse.csr_matrix) -> sparse.csr_matrix:
        blocks = (_tfidf(words, self._vocabulary.word_idf), _tfidf(characters, self._vocabulary.character_idf))
        rows: sparse.csr_matrix = sparse.hstack(blocks, format="csr", dtype=np.float32)
        return rows


def _terms(analyse: Callable[[str], list[str]], texts: Sequence[str], least: int) -> tuple[dict[str, int], Floats]:
    """The n-grams in at least `least` texts, sorted, with their inverse document frequencies."""
    frequency = Counter(term for text in texts for term in set(analyse(text)))
    # A vocabulary must not be empty, or nothing can be counted with it.
    terms = sorted(term for term, count in frequency.items() if count >= least) or ["none"]
    idf = np.log((1 + len(texts)) / (1 + np.array([frequency[term] for term in terms]))) + 1
    return {term: place for place, term in enumerate(terms)}, idf.astype(np.float32)


def _words(vocabulary: dict[str, int] | None) -> CountVectorizer:
    return CountVectorizer(token_pattern=WORD_PATTERN, ngram_range=(1, 2), vocabulary=vocabulary, dtype=np.float32)


def _characters(vocabulary: dict[str, int] | None) -> CountVectorizer:
    return CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), vocabulary=vocabulary, dtype=np.float32)


def _tfidf(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """Sublinear term frequency times idf, each row scaled to length 1."""
    scaled = sparse.csr_matrix(counts, dtype=np.float32, copy=True)
    scaled.data = (1 + np.log(scaled.data)) * idf[scaled.indices]
    lengths = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    scale = np.where(lengths > 0, 1 / np.maximum(lengths, 1e-9), 0).astype(np.float32)
    scaled.data *= np.repeat(scale, np.diff(scaled.indptr))
    return scaled
