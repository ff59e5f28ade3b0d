"""Which answers are worth a person's look: those a decision about teaches most, and a few taken blindly."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models.functions import Length

from feedback.models import Analysis, ThemeMatch
from feedback.selectors.answers import newest_first
from feedback.selectors.filters import SERIOUS, AnswerFilter, done

CARDS = 10
# Only this many of the newest answers are looked through: enough to choose from, and the same work at any size.
NEWEST = 2000
# More themes than this on one answer are rarely all there; fewer words than this hold no theme of their own.
MANY_THEMES, WORTH_A_THEME = 4, 60
EXPLAINED = {"praise_only", "product_policy", "access", "nothing_to_improve", "uninformative", "other_language"}


class Why(StrEnum):
    """Why an answer is shown."""

    SERIOUS = "serious"
    UNSURE = "unsure"
    SILENT = "silent"
    CROWDED = "crowded"
    BLIND = "blind"


# Of ten cards, at most this many for each reason, as long as the others have enough.
SHARE = {Why.SERIOUS: 2, Why.UNSURE: 4, Why.SILENT: 2, Why.CROWDED: 1, Why.BLIND: 1}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer nobody has reviewed. `codes` are its themes with the engine's confidence, the least sure first."""

    pk: int
    routes: frozenset[str] = frozenset()
    is_dealt_with: bool = False
    sentiment: str = ""
    length: int = 0
    codes: tuple[tuple[float, int, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Card:
    answer: int
    why: Why


def cards(teams: Sequence[int], *, skipped: Collection[int] = (), limit: int = CARDS) -> tuple[Card, ...]:
    """The next cards for somebody who may decide about the answers of `teams`."""
    return choose(_candidates(teams, skipped), limit=limit)


def choose(candidates: Sequence[Candidate], *, limit: int = CARDS) -> tuple[Card, ...]:
    """Cards of every kind; where there are too few of one, more of the others. The same candidates, the same cards."""
    orders = {why: list(order(candidates)) for why, order in ORDERS.items()}
    chosen: dict[int, Why] = {}
    for shares in (SHARE, dict.fromkeys(SHARE, limit)):
        for why, most in shares.items():
            fresh = [pk for pk in orders[why] if pk not in chosen]
            chosen |= dict.fromkeys(fresh[: max(0, min(most, limit - len(chosen)))], why)
    return tuple(Card(pk, why) for pk, why in chosen.items())


def _serious(candidates: Iterable[Candidate]) -> Iterator[int]:
    return (one.pk for one in candidates if SERIOUS in one.routes and not one.is_dealt_with)


def _unsure(candidates: Iterable[Candidate]) -> Iterator[int]:
    """The least sure first, and every theme once before any comes twice: ten cards about one theme teach little."""
    turns: defaultdict[tuple[int, str], int] = defaultdict(int)
    ranked = []
    for confidence, theme, polarity, pk in sorted((*one.codes[0], one.pk) for one in candidates if one.codes):
        ranked.append((turns[theme, polarity], confidence, pk))
        turns[theme, polarity] += 1
    return (pk for *_, pk in sorted(ranked))


def _silent(candidates: Iterable[Candidate]) -> Iterator[int]:
    """Long and unhappy, and no theme: the longest first."""
    found = [
        one
        for one in candidates
        if not one.codes
        and one.length >= WORTH_A_THEME
        and one.sentiment in ("neg", "mixed")
        and not EXPLAINED & one.routes
    ]
    return (one.pk for one in sorted(found, key=lambda one: (-one.length, one.pk)))


def _crowded(candidates: Iterable[Candidate]) -> Iterator[int]:
    found = [one for one in candidates if len(one.codes) >= MANY_THEMES]
    return (one.pk for one in sorted(found, key=lambda one: (-len(one.codes), one.pk)))


def _blind(candidates: Iterable[Candidate]) -> Iterator[int]:
    """In the order of a hash: a sample of everything, so that agreement is not only about the hard ones."""
    return (one.pk for one in sorted(candidates, key=lambda one: hashlib.sha256(str(one.pk).encode()).digest()))


ORDERS = {
    Why.SERIOUS: _serious,
    Why.UNSURE: _unsure,
    Why.SILENT: _silent,
    Why.CROWDED: _crowded,
    Why.BLIND: _blind,
}


def _candidates(teams: Sequence[int], skipped: Collection[int]) -> tuple[Candidate, ...]:
    waiting = AnswerFilter(teams=tuple(teams)).answers().filter(done(), review=None).exclude(pk__in=skipped)
    rows = list(
        newest_first(waiting)
        .annotate(length=Length("analysis__masked"))
        .values_list("pk", "analysis__routes", "followup", "analysis__sentiment", "length")[:NEWEST]
    )
    codes = _codes([pk for pk, *_ in rows])
    return tuple(
        Candidate(pk, frozenset(routes), followup is not None, sentiment, length, tuple(sorted(codes[pk])))
        for pk, routes, followup, sentiment, length in rows
    )


def _codes(answers: Sequence[int]) -> defaultdict[int, set[tuple[float, int, str]]]:
    surest: dict[tuple[int, int, str], float] = {}
    rows = ThemeMatch.objects.filter(
        excerpt__analysis__answer__in=answers, excerpt__analysis__state=Analysis.State.DONE, theme__is_active=True
    ).values_list("excerpt__analysis__answer", "theme", "polarity", "confidence")
    for answer, theme, polarity, confidence in rows:
        key = (answer, theme, polarity)
        surest[key] = max(confidence, surest.get(key, 0.0))
    found: defaultdict[int, set[tuple[float, int, str]]] = defaultdict(set)
    for (answer, theme, polarity), confidence in surest.items():
        found[answer].add((confidence, theme, polarity))
    return found
