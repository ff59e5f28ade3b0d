"""Names for groups of texts: the phrase that most of a group's texts share and few others use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path

from textblob import Word
from textblob.en import tag

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A name does not reach over a pause.
PAUSE = re.compile(r"[.,;:!?()\n\"]+")
NEGATION = re.compile(r"(?:no|not|never|without|cannot|.+n't)")
# Stop words between two words of a name: a headline keeps these and drops those ("transfer was declined").
LINKS = frozenset(("at", "by", "for", "from", "in", "of", "on", "to", "with"))
SILENT = frozenset(
    (
        *("a", "an", "the", "this", "that", "my", "our", "their", "your"),
        *("am", "are", "be", "been", "being", "had", "has", "have", "is", "was", "were"),
        *("already", "also", "just", "now", "really", "so", "still", "too", "very"),
    )
)
# They belong to the word before ("top up").
PARTICLES = frozenset(("back", "down", "off", "out", "up"))
# A phrase in words, and in words that tell something.
LONGEST, MOST_TELLING = 6, 3
# How much more a phrase of one, two and three telling words says.
WORTH = (0.0, 1.0, 1.6, 2.0)
# A phrase that holds another replaces it where at least this share of those who say the other say it.
GROWS = 0.5
# What a phrase without a noun is worth beside one that has one.
NO_NOUN = 0.5
# What a top theme is called is said by this share of the texts in two of its themes or more.
SHARED = 0.25
# Candidates that are looked at more closely.
SHORT_LIST = 40
STOP_WORDS_FILE = Path(__file__).resolve().parent.parent / "codebook" / "stopwords.txt"

NOT = "not"
# The stems of a phrase's telling words, sorted, negations as one: "late refunds" and "refund is late" are the same.
Key = tuple[str, ...]


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about a group."""
    return frozenset(STOP_WORDS_FILE.read_text(encoding="utf-8").split())


def name_themes(texts: Sequence[str], themes: Sequence[int], given: Mapping[int, str]) -> dict[int, str]:
    """A name for each theme that occurs or is `given` one: all different, in the texts' own words, capitalised.

    Themes are named by falling number of texts. No two names found here hold the same telling words, whatever their
    endings, order and the stop words between, and none holds only words of an earlier one.
    """
    names = dict(given)
    for theme, name in _names(texts, themes, given, used=[]).items():
        names.setdefault(theme, name or _numbered(theme, names.values()))
    return names


def name_tops(
    texts: Sequence[str],
    themes: Sequence[int],
    names: Mapping[int, str],
    above: Mapping[int, int],
    sizes: Mapping[int, int],
    given: Mapping[int, str],
) -> dict[int, str]:
    """A name for each top theme: its only theme's, the one it was `given`, what its texts share, or its two largest.

    `themes` says to which theme a text belongs, `above` to which top theme a theme belongs; `sizes` counts its texts.
    """
    below: dict[int, list[int]] = {}
    for theme in sorted(above, key=lambda theme: (-sizes[theme], theme)):
        below.setdefault(above[theme], []).append(theme)
    alone = {top: names[inside[0]] for top, inside in below.items() if len(inside) == 1}
    kept = alone | {top: name for top, name in given.items() if top in below and top not in alone}
    used = [_name_key(name) for name in names.values()]
    shared = _names(texts, [above[theme] for theme in themes], kept, used=used, parts=themes)
    shared = {top: name for top, name in shared.items() if name and _has_noun(name.casefold())}
    out = {}
    for top, inside in sorted(below.items()):
        out[top] = kept.get(top) or shared.get(top) or ", ".join(names[theme] for theme in inside[:2])
    return out


def _numbered(theme: int, taken: Collection[str]) -> str:
    """A name for texts without a telling word."""
    number = next(number for number in count(theme + 1) if f"Group {number}" not in taken)
    return f"Group {number}"


def _names(
    texts: Sequence[str],
    groups: Sequence[int],
    given: Mapping[int, str],
    *,
    used: Collection[Key],
    parts: Sequence[int] = (),
) -> dict[int, str]:
    """Names of the groups that are not `given` one; "" where no phrase is free, or common to two of its `parts`."""
    phrases = [dict(_phrases(text)) for text in texts]
    everywhere = Counter(key for found in phrases for key in found)
    members: dict[int, list[dict[Key, str]]] = {}
    for found, group in zip(phrases, groups, strict=True):
        members.setdefault(group, []).append(found)
    same, within = set(used), [_name_key(name) for name in given.values()]
    common = _common(phrases, groups, parts)
    names = {}
    for group in sorted(members.keys() - given.keys(), key=lambda group: (-len(members[group]), group)):
        counts = Counter(key for found in members[group] for key in found)
        free = {
            key: _score(key, inside, len(members[group]), everywhere[key])
            for key, inside in counts.items()
            if key not in same and not _within(key, within) and (not parts or key in common[group])
        }
        names[group], key = _best(members[group], free) if free else ("", ())
        within.append(key)
    return names


def _common(phrases: Sequence[dict[Key, str]], groups: Sequence[int], parts: Sequence[int]) -> dict[int, set[Key]]:
    """What is said by a share of SHARED in two or more of the parts of each group."""
    counts: dict[tuple[int, int], Counter[Key]] = {}
    for found, group, part in zip(phrases, groups, parts or groups, strict=True):
        counts.setdefault((group, part), Counter()).update(found.keys())
    sizes = Counter(zip(groups, parts or groups, strict=True))
    often: dict[int, Counter[Key]] = {}
    for (group, part), said in counts.items():
        keys = (key for key, number in said.items() if number >= SHARED * sizes[group, part])
        often.setdefault(group, Counter()).update(keys)
    return {group: {key for key, number in said.items() if number > 1} for group, said in often.items()}


def _within(key: Key, used: Sequence[Key]) -> bool:
    return any(set(key) <= set(other) for other in used)


def _best(members: Sequence[dict[Key, str]], scores: dict[Key, float]) -> tuple[str, Key]:
    """The best phrase with a noun in it, or the best longer one that most who say it say in full."""
    ranked = sorted(scores, key=lambda key: (-scores[key], key))[:SHORT_LIST]
    said = {key: [phrases[key] for phrases in members if key in phrases] for key in ranked}
    surfaces = {key: _surface(said[key]) for key in ranked}
    best = min(ranked, key=lambda key: (-scores[key] * (1 if _has_noun(surfaces[key]) else NO_NOUN), key))
    longer = [key for key in ranked if set(best) < set(key) and len(said[key]) >= GROWS * len(said[best])]
    best = max(longer, key=lambda key: (scores[key], key), default=best)
    return surfaces[best][0].upper() + surfaces[best][1:], best


def _has_noun(phrase: str) -> bool:
    return any(kind.startswith("NN") for _, kind in tag(phrase))


def _score(key: Key, inside: int, size: int, everywhere: int) -> float:
    """Share of the group that says it, times how much of what is said of it is said here; longer phrases say more."""
    # Said once, a phrase is a quotation, not a name.
    repeated = inside if inside > 1 or size == 1 else 0.2
    return repeated / size * (repeated / everywhere) * WORTH[len(key)]


def _surface(said: Sequence[str]) -> str:
    """The most common way to say it, the shorter of two, in its most common case."""
    folded = Counter(phrase.casefold() for phrase in said)
    common = min(folded, key=lambda phrase: (-folded[phrase], len(phrase), phrase))
    cased = Counter(phrase for phrase in said if phrase.casefold() == common)
    return min(cased, key=lambda phrase: (-cased[phrase], sum(map(str.isupper, phrase)), phrase))


def _phrases(text: str) -> Iterator[tuple[Key, str]]:
    """Runs of words that neither begin nor end with a stop word, without the stop words that no headline has."""
    for part in PAUSE.split(text.replace("’", "'").replace("-", " ")):
        words = [(word, _stem(word.casefold())) for word in WORD.findall(part)]
        for start, (first, stem) in enumerate(words):
            if stem and first.casefold() not in PARTICLES:
                yield from _phrases_from(words[start : start + LONGEST])


def _phrases_from(words: Sequence[tuple[str, str]]) -> Iterator[tuple[Key, str]]:
    said: list[str] = []
    stems: set[str] = set()
    for (word, stem), (after, _) in zip(words, [*words[1:], ("", "")], strict=True):
        folded = word.casefold()
        if not stem and folded not in LINKS and folded not in SILENT:
            return
        if stem or folded in LINKS:
            said.append(word)
        if stem:
            stems.add(stem)
            if len(stems) > MOST_TELLING:
                return
            if stem != NOT and after.casefold() not in PARTICLES:
                yield tuple(sorted(stems)), " ".join(said)


def _name_key(name: str) -> Key:
    return tuple(sorted({_stem(word.casefold()) for word in WORD.findall(name.replace("-", " "))} - {""}))


@cache
def _stem(word: str) -> str:
    """What endings leave of a telling word; NOT for a negation, nothing for any other stop word."""
    if NEGATION.fullmatch(word):
        return NOT
    if word in stop_words() or len(word) < 2:
        return ""
    stem: str = Word(word).stem()
    return stem
