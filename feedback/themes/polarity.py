"""Polarity by TextBlob's pattern analyser, with the lexicon and the turns of phrase that support feedback needs.

The analyser is TextBlob's own class over its own lexicon file; it needs no corpora. Three things go wrong with it on
feedback and are put right here: words of the trade that carry no feeling ("live chat", "able"), words it does not
know ("helpful", "unresolved"), and wishes and understatements ("could have been better", "couldn't be better").
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import textblob.en
from textblob.en import Sentiment as PatternSentiment

from feedback.themes.types import Role

LEXICON_FILE = Path(__file__).resolve().parent.parent / "codebook" / "tone.json"
# Stand-ins that the rewriting below puts in place of a whole phrase.
WISH, SUPERB, FINE = "wishword", "superbword", "fineword"
SUBJECTIVITY = 0.6

NOT = re.compile(r"(?<=\w)n't\b")
# An emoji stuck to a word hides the word; a variation selector or skin tone hides the emoji.
SYMBOL = re.compile(r"[^\w\s\x00-\u200c\u2010-\u2027\ufe0f\U0001f3fb-\U0001f3ff]")
GOOD = (
    r"(?:better|good|great|nice|nicer|fast|faster|quick|quicker|clear|clearer|easy|easier|polite|helpful|smooth|smoother|improved?|best|"
    r"friendly|friendlier|kinder|happier|sooner|quickly|properly)"
)
SUPERLATIVE = re.compile(
    r"\b(?:couldnt|could not|ca not|can not|cant|cannot) (?:have |possibly )*"
    r"(?:been |be |ask(?:ed)? for |get |got |wish(?:ed)? for )"
    r"(?:\w+ ){0,2}?(?:better|happier|nicer|more|easier|faster|smoother|kinder|clearer)\b"
)
UNDERSTATED = re.compile(
    r"\b(?:not (?:so |too |that )?bad|no (?:complaints?|problems?|issues?)|nothing (?:bad|wrong)|can ?not complain)\b"
)
WISHED = re.compile(
    r"\b(?:could|should|would|must|shud|cud|needs?|needed|wish|hope|expect(?:ed)?|has to|have to|had to|try to"
    r"|please|pls|kindly)\b"
    rf"(?: (?!not\b|never\b|but\b)[\w']+){{0,4}}? {GOOD}\b"
)
COMPARATIVE = re.compile(r"\b(?:more [\w']+|better|\w{2,}(?:ster|cker|arer|iendlier|icer|olite?r|sier|nger|oner))\b")
WISHFUL_ROLES: frozenset[Role] = frozenset(("better", "improve"))


@dataclass(frozen=True, slots=True)
class Tone:
    """`polarity` -1..1 and `subjectivity` 0..1; `known` is false when no word of the text carries a feeling."""

    polarity: float
    subjectivity: float
    known: bool


@cache
def _analyser() -> PatternSentiment:
    lexicon = json.loads(LEXICON_FILE.read_text(encoding="utf-8"))
    analyser = PatternSentiment(
        path=str(Path(textblob.en.__file__).parent / "en-sentiment.xml"),
        synset="wordnet_id",
        negations=tuple(lexicon["negations"]),
        modifiers=("RB",),
        modifier=lambda word: word.endswith("ly"),
        tokenizer=textblob.en.parser.find_tokens,
        language="en",
    )
    analyser.load()
    for word in lexicon["neutral"]:
        dict.pop(analyser, word, None)
    for polarity, words in lexicon["polarity"].items():
        for word in words:
            analyser.annotate(word, None, float(polarity), SUBJECTIVITY, 1.0)
    for word, polarity in ((WISH, -0.25), (SUPERB, 0.9), (FINE, 0.35)):
        analyser.annotate(word, None, polarity, SUBJECTIVITY, 1.0)
    return analyser


def tone(text: str, role: Role = "why") -> Tone:
    """The tone of `text` as the answer to a question of that role; English only."""
    # repr-like rounding keeps the last bits of the averages out of everything that is built on them.
    score = _analyser()(_rewrite(text, role))
    return Tone(round(float(score[0]), 4), round(float(score[1]), 4), bool(score.assessments))


def _rewrite(text: str, role: Role) -> str:
    words = SYMBOL.sub(r" \g<0> ", text.lower().replace("’", "'"))
    words = re.sub(r"\s+", " ", NOT.sub(" not", words))
    words = SUPERLATIVE.sub(f" {SUPERB} ", words)
    words = UNDERSTATED.sub(f" {FINE} ", words)
    words = WISHED.sub(f" {WISH} ", words)
    if role in WISHFUL_ROLES:
        words = COMPARATIVE.sub(f" {WISH} ", words)
    return words
