"""Variants of a written sentence: two remarks in one breath, and the slips of hurried typing.

People write several things at once and misspell them; written sentences say one thing and are clean. Both variants
keep what a coder would say about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from feedback.themes.codebook import Sentence
from feedback.themes.types import Sentiment

JOIN, MISSPELL, SLIP = 0.15, 0.4, 0.12
# Sentences with these routes say something only as long as they stand alone.
ALONE = {"uninformative", "nothing_to_improve"}
LONGEST = 260
TRIES = 5
LINKS = (" ", ". ", ", ", ".", " and ")


def vary(sentences: Sequence[Sentence], *, random: Random) -> list[Sentence]:
    """One variant of each sentence, most of them the sentence itself."""
    return [_vary(sentence, sentences, random) for sentence in sentences]


def _vary(sentence: Sentence, others: Sequence[Sentence], random: Random) -> Sentence:
    varied = sentence
    if random.random() < JOIN:
        drawn = (random.choice(others) for _ in range(TRIES))
        varied = next((both for other in drawn if (both := join(sentence, other, random=random))), sentence)
    if random.random() < MISSPELL:
        varied = replace(varied, text=misspell(varied.text, random=random))
    return varied


def join(first: Sentence, second: Sentence, *, random: Random) -> Sentence | None:
    """Both said one after the other by the same person, or None where that would make no sense."""
    sentiment = _joint_sentiment(first.sentiment, second.sentiment)
    if sentiment is None or len(first.text) + len(second.text) > LONGEST or {*first.routes, *second.routes} & ALONE:
        return None
    if first.role != second.role:
        return None
    improve = _union(first.improve, second.improve)
    known = first.emotions is not None and second.emotions is not None
    return Sentence(
        text=first.text.rstrip() + random.choice(LINKS) + second.text,
        role=first.role,
        improve=improve,
        praise=_union(first.praise, second.praise),
        routes=_joint_routes(first, second, sentiment, improve),
        sentiment=sentiment,
        emotions=_union(first.emotions or (), second.emotions or ()) if known else None,
    )


def misspell(text: str, *, random: Random) -> str:
    """Some words with a letter lost, doubled, swapped or wrong; sometimes no space after a full stop."""
    words = [_slip(word, random) if len(word) > 3 and random.random() < SLIP else word for word in text.split(" ")]
    joined = " ".join(words)
    return joined.replace(". ", random.choice((".", " "))) if random.random() < 0.3 else joined


def _slip(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    before, here, after = word[:at], word[at], word[at + 1 :]
    slips = (before + after, before + after[:1] + here + after[1:], before + here + here + after)
    return random.choice((*slips, before + random.choice("aeiou") + after))


def _joint_sentiment(first: Sentiment, second: Sentiment) -> Sentiment | None:
    both = {first, second}
    if len(both) == 1:
        return first
    if both == {"pos", "neu"}:
        return None  # a wish after praise is sometimes mixed, sometimes not
    return "neg" if both == {"neg", "neu"} else "mixed"


def _joint_routes(first: Sentence, second: Sentence, sentiment: Sentiment, improve: Sequence[str]) -> tuple[str, ...]:
    routes = {*first.routes, *second.routes}
    if sentiment != "pos":
        routes.discard("praise_only")
    if improve or "product_policy" in routes:
        routes.discard("general_negative")
    return tuple(sorted(routes))


def _union(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({*first, *second}))
