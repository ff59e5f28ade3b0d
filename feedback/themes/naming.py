"""Names for groups of texts: the phrase that is common inside a group and rare outside it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LONGEST = 3
STOP_WORDS_FILE = Path(__file__).resolve().parent.parent / "codebook" / "stopwords.txt"


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about a group."""
    return frozenset(STOP_WORDS_FILE.read_text(encoding="utf-8").split())


def name_clusters(texts: Sequence[str], clusters: Sequence[int]) -> list[str]:
    """One name per cluster 0..max, all different, none a stop word alone.

    A name is the phrase of one to three words with the highest class TF-IDF, where longer phrases count more.
    """
    counts = [Counter[str]() for _ in range(max(clusters, default=-1) + 1)]
    for text, cluster in zip(texts, clusters, strict=True):
        counts[cluster].update(set(_phrases(text)))
    everywhere = sum(counts, Counter[str]())
    groups = Counter(phrase for count in counts for phrase in count)
    taken: set[str] = set()
    names = []
    for number, count in enumerate(counts):
        ranked = sorted(count, key=lambda phrase: (-_score(phrase, count, everywhere, groups, len(counts)), phrase))
        name = next((phrase for phrase in ranked if _is_free(phrase, taken)), f"group {number + 1}")
        taken.add(name)
        names.append(name.capitalize())
    return names


def _phrases(text: str) -> Iterator[str]:
    """Runs of one to three words that neither begin nor end with a stop word."""
    stop = stop_words()
    words = WORD.findall(text.lower().replace("’", "'"))
    for start, first in enumerate(words):
        if first in stop or len(first) < 2:
            continue
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            if words[end - 1] not in stop and len(words[end - 1]) > 1:
                yield " ".join(words[start:end])


def _score(phrase: str, count: Counter[str], everywhere: Counter[str], groups: Counter[str], clusters: int) -> float:
    share = count[phrase] / everywhere[phrase]
    spread = math.log(1 + clusters / groups[phrase])
    # A phrase said once is a quotation, not a name.
    repeated = count[phrase] if count[phrase] > 1 else 0.5
    return repeated * share * spread * (1 + 0.6 * phrase.count(" "))


def _is_free(phrase: str, taken: set[str]) -> bool:
    return phrase not in taken and not any(set(phrase.split()) == set(other.split()) for other in taken)
