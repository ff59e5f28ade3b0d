"""Which language an answer is in, as far as so few words can tell; unsure rather than wrong.

Other scripts than Latin are told by their characters, Latin ones by the words everybody uses and those of feedback
(`codebook/languages.json`). English is never given up lightly: an answer is in another language only when at least two
different words say so and outweigh the English ones. Romanised Hindi ("hi-Latn" in the file) is written mixed with
English by the people who write it, and is therefore never called a foreign language: without English it is "und".
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

PROFILES_FILE = Path(__file__).resolve().parent.parent / "codebook" / "languages.json"
ENGLISH, UNDETERMINED, MIXED = "en", "und", "hi-Latn"
# More characters than this tell nothing new.
READ = 2_000

# Of the letters, at least this share must be in another script.
FOREIGN_LETTERS = 0.5
# Different words, and share of all words, that another language needs.
FEWEST_WORDS, LEAST_SHARE = 2, 0.25
# By how many words it must outweigh English.
CLEARLY = 0.5
# What a word counts for a language that shares it with English.
SHARED = 0.3

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# The first and last character of each script's block, and the language that is most often written in it.
SCRIPTS = (
    ("Ͱ", "Ͽ", "el"),
    ("Ѐ", "ԯ", "ru"),
    ("Ա", "֏", "hy"),
    ("\u0590", "\u05ff", "he"),
    ("\u0600", "\u06ff", "ar"),
    ("ऀ", "ॿ", "hi"),
    ("ঀ", "৿", "bn"),
    ("਀", "੿", "pa"),
    ("઀", "૿", "gu"),
    ("଀", "୿", "or"),
    ("஀", "௿", "ta"),
    ("ఀ", "౿", "te"),
    ("ಀ", "೿", "kn"),
    ("ഀ", "ൿ", "ml"),
    ("඀", "෿", "si"),
    ("฀", "๿", "th"),
    ("຀", "໿", "lo"),
    ("ༀ", "࿿", "bo"),
    ("က", "႟", "my"),
    ("Ⴀ", "ჿ", "ka"),
    ("ሀ", "፿", "am"),
    ("ក", "៿", "km"),
    ("\u1800", "\u18af", "mn"),
    ("\u3040", "\u30ff", "ja"),
    ("\u3400", "\u9fff", "zh"),
    ("\uac00", "\ud7af", "ko"),
)
OTHER_SCRIPT = re.compile("|".join(f"([{first}-{last}]+)" for first, last, _ in SCRIPTS))
ANY_OTHER_SCRIPT = re.compile(r"[\u0370-\u18af\u3040-\ud7af]")
# Letters by which a script's second language is told from the first.
LETTERS_OF = (
    ("ru", re.compile("[іїєґ]"), "uk"),
    ("ru", re.compile("[ђјљњћџ]"), "sr"),
    ("ar", re.compile("[ٹڈڑںے]"), "ur"),
    ("ar", re.compile("[پچژگ]"), "fa"),
    ("zh", re.compile("[\u3040-\u30ff]"), "ja"),
)


@dataclass(frozen=True, slots=True)
class Detected:
    """`language` is an ISO 639-1 code, or "und" where the text does not tell; `sure` is in 0..1."""

    language: str
    sure: float

    @property
    def is_foreign(self) -> bool:
        """Whether the text is in a language that is not English."""
        return self.language not in (ENGLISH, UNDETERMINED)


UNKNOWN = Detected(UNDETERMINED, 0.0)


def detect(text: str) -> Detected:
    """The language of `text`; linear in its length, of which only the first READ characters count."""
    text = text[:READ].lower()
    return (None if text.isascii() else _by_script(text)) or _by_words(text)


def _by_script(text: str) -> Detected | None:
    """The language of the script that most letters are in, unless that is Latin."""
    if not ANY_OTHER_SCRIPT.search(text):
        return None
    letters: Counter[str] = Counter()
    for match in OTHER_SCRIPT.finditer(text):
        letters[SCRIPTS[(match.lastindex or 1) - 1][2]] += match.end() - match.start()
    total = sum(map(len, WORD.findall(text)))
    if not letters or sum(letters.values()) < FOREIGN_LETTERS * total:
        return None
    language, count = letters.most_common(1)[0]
    language = next((other for first, own, other in LETTERS_OF if first == language and own.search(text)), language)
    return Detected(language, round(min(1.0, count / max(total, 1)), 2))


def _by_words(text: str) -> Detected:
    profiles = _profiles()
    words = WORD.findall(text.replace("’", "'"))
    english = sum(ENGLISH in profiles.get(word, ()) for word in words)
    scores: dict[str, float] = defaultdict(float)
    for word in set(words):
        languages = profiles.get(word, ())
        for language in languages:
            scores[language] += SHARED if ENGLISH in languages else 1.0
    scores.pop(ENGLISH, None)
    best, score = max(
        scores.items(), key=lambda item: (item[1], item[0] == MIXED, item[0]), default=(UNDETERMINED, 0.0)
    )
    against = sum(ENGLISH in (languages := profiles.get(word, ())) and best not in languages for word in words)
    if score >= FEWEST_WORDS and score >= against + CLEARLY and score >= LEAST_SHARE * len(set(words)):
        return UNKNOWN if best == MIXED else Detected(best, _sure(score, against))
    return Detected(ENGLISH, _sure(english, score)) if english else UNKNOWN


def _sure(evidence: float, against: float) -> float:
    return round(evidence / (evidence + against + 1), 2)


@cache
def _profiles() -> dict[str, frozenset[str]]:
    """The languages that each word speaks for."""
    lists: dict[str, list[str]] = json.loads(PROFILES_FILE.read_text(encoding="utf-8"))
    words = {language: set(chain.from_iterable(line.split() for line in lines)) for language, lines in lists.items()}
    every = set[str]().union(*words.values())
    return {word: frozenset(language for language, own in words.items() if word in own) for word in every}
