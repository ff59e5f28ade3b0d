"""Polarity by TextBlob's pattern analyser, with the lexicon and the turns of phrase that support feedback needs.

The analyser is TextBlob's own class over its own lexicon file; it needs no corpora. Three things go wrong with it on
feedback and are put right here: words of the trade that carry no feeling ("live chat", "able"), words it does not
know or knows only well spelt ("unresolved", "gud"), and wishes and understatements ("could have been better",
"couldn't be better"). Its tokenizer is replaced by one that knows smileys and ratings and takes a tenth of the time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import textblob.en
from textblob.en import Sentiment as PatternSentiment

from feedback.themes.phrases import BREAK, STAND_INS, rephrase
from feedback.themes.types import Role

LEXICON_FILE = Path(__file__).resolve().parent.parent / "codebook" / "tone.json"
SUBJECTIVITY = 0.6
# An unknown word: a negation or an intensifier does not reach across it.
SILENCE = "silenceword"

TOKEN = re.compile(
    r"[^\W\d_][^\W_]*(?:'[^\W\d_]+)?"  # a word
    r"|(?<!\w)(?:<3|[:;=]'?[-^]?[()\[\]dpo/\\])(?!\w)"  # a smiley
    r"|\d+(?:\.\d+)?|[/!]"  # the parts of a rating
    r"|[.,;:?()\n]"  # what ends a phrase
    r"|[^\w\s\x00-\u200c\u2010-\u2027\ufe0f\U0001f3fb-\U0001f3ff]"  # a symbol; not what only varies one
)
# A token of more than one character that starts like this is a smiley.
SMILES = frozenset("<:;=")
ENDS_PHRASE = frozenset(".,;:?()\n")
REPEATED = re.compile(r"(\w)\1{2,}")
IRREGULAR = {"ca": "can", "wo": "will", "ai": "is"}
# What is left of "couldnt" without its "nt".
STEMS = frozenset(
    ("could", "would", "should", "did", "does", "do", "is", "was", "were", "are", "has", "have", "had", *IRREGULAR)
)


@dataclass(frozen=True, slots=True)
class Tone:
    """`polarity` -1..1 and `subjectivity` 0..1, the means over the `words` of the text that carry a feeling."""

    polarity: float
    subjectivity: float
    words: int

    @property
    def known(self) -> bool:
        """Whether any word of the text carries a feeling."""
        return self.words > 0


NO_FEELING = Tone(0.0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The analyser, the words it knows, and the right spelling of those often written wrong."""

    analyser: PatternSentiment
    known: frozenset[str]
    spelling: dict[str, str]


@cache
def _lexicon() -> _Lexicon:
    own = json.loads(LEXICON_FILE.read_text(encoding="utf-8"))
    analyser = PatternSentiment(
        path=str(Path(textblob.en.__file__).parent / "en-sentiment.xml"),
        synset="wordnet_id",
        negations=tuple(own["negations"]),
        modifiers=("RB",),
        modifier=lambda word: word.endswith("ly"),
        language="en",
    )
    analyser.load()
    for word in own["neutral"]:
        dict.pop(analyser, word, None)
    for polarity, words in own["polarity"].items():
        for word in words:
            analyser.annotate(word, None, float(polarity), SUBJECTIVITY, 1.0)
    for word, polarity in STAND_INS.items():
        analyser.annotate(word, None, polarity, SUBJECTIVITY, 1.0)
    spelling = {wrong: right for right, wrongs in own["spelling"].items() for wrong in wrongs}
    return _Lexicon(analyser, frozenset(dict.keys(analyser)).union(own["negations"]), spelling)


def tone(text: str, role: Role = "why") -> Tone:
    """The tone of `text` as the answer to a question of that role; English only. Linear in the length of the text."""
    return _assess(_telling(rephrase(_words(text), role)))


@lru_cache(maxsize=20_000)
def _assess(telling: tuple[str, ...]) -> Tone:
    if not telling:
        return NO_FEELING
    score = _lexicon().analyser(list(telling))
    polarity, subjectivity = score
    # Rounding keeps the last bits of the averages out of everything that is built on them.
    return Tone(round(float(polarity), 4), round(float(subjectivity), 4), len(score.assessments))


def overall(tones: Iterable[Tone]) -> Tone:
    """The tone of a text from those of its parts; each word that carries a feeling counts the same."""
    parts = [part for part in tones if part.words]
    count = sum(part.words for part in parts)
    if not count:
        return NO_FEELING
    polarity = sum(part.polarity * part.words for part in parts) / count
    subjectivity = sum(part.subjectivity * part.words for part in parts) / count
    return Tone(round(polarity, 4), round(subjectivity, 4), count)


def _words(text: str) -> list[str]:
    """Lower-case words in their usual spelling; "not" stands alone, and BREAK is where a phrase ends."""
    tokens = TOKEN.findall(text.lower().replace("’", "'"))
    return [word for token in tokens for word in _normal(token)]


@lru_cache(maxsize=20_000)
def _normal(token: str) -> tuple[str, ...]:
    if token in ENDS_PHRASE:
        return (BREAK,)
    if token.endswith("n't") or (token.endswith("nt") and token[:-2] in STEMS):
        stem = token.removesuffix("n't").removesuffix("nt")
        return (IRREGULAR.get(stem, stem), "not") if stem else ("not",)
    if token in _lexicon().known or token[0] in SMILES:
        return (token,)
    stem, _, ending = token.partition("'")
    return (*_spelt(stem).split(" "), *(("have",) if ending == "ve" else ()))


def _spelt(word: str) -> str:
    """`word` in its usual spelling, where that is known: "gud", "baaaad"."""
    lexicon = _lexicon()
    spelt = lexicon.spelling.get(word, word)
    if spelt in lexicon.known or not REPEATED.search(spelt):
        return spelt
    for letters in (r"\1\1", r"\1"):
        shorter = REPEATED.sub(letters, spelt)
        shorter = lexicon.spelling.get(shorter, shorter)
        if shorter in lexicon.known:
            return shorter
    return spelt


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """What the analyser needs: known words, "!" and smileys, with one SILENCE for all that lies between two."""
    known, telling = _lexicon().known, list[str]()
    silent = False
    for word in words:
        if word in known or word == "!" or word[0] in SMILES:
            if silent and telling:
                telling.append(SILENCE)
            silent = False
            telling.append(word)
        elif len(word) > 1 or word == BREAK:
            silent = True
    return tuple(telling)
