"""The words of a text, and where they start something new: a contrast, a coordinated clause, a subject.

The word lists are those of customer feedback in chat English, with its spellings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as one line."""
    return frozenset(words.split())


# Words that say nothing alone: a piece of them stays with its neighbour.
FILLERS = word_set(
    "yes yeah sir madam mam maam hi hello hey dear ok okay and or & also overall honestly actually anyway then"
    " bro sorry please pls plz"
)
CONTRASTS = word_set(
    "but bt however although though whereas while except unfortunately nevertheless nonetheless otherwise"
)
# After these a contrast word is none: "nothing but praise", "took a while".
NO_CONTRAST = {
    "but": word_set("nothing anything everything all none nobody last"),
    "while": word_set("a the long short little some quite once good after for"),
    "except": frozenset(("nothing",)),
}
# Contrasts of several words, by their last one.
LEAD_INS = {
    "though": (("even",),),
    "hand": (("on", "the", "other"),),
    "thing": (("the", "only"), ("only",)),
}
CONTRASTING = CONTRASTS.union(LEAD_INS)
ANDS = word_set("and also so plus then &")
NOT_AND = word_set("do did doing done if even or think hope not said say")
SUBJECTS = word_set(
    "i im i'm he she they we it its it's u you your my this that these there the his her their nobody please pls plz"
    " kindly thank thanks also then never very"
)
STARTERS = word_set("i im i'm ive i've he he's she she's they they're we we're please pls plz kindly thank thanks")
# These start a clause before one of the verbs: "there was", "my issue is", "the agent took".
THINGS = word_set("it this there")
OWN_THINGS = word_set("agent issue problem order refund")
VERBS = word_set("is was has had took will can did does")
# After these a subject continues the clause instead of starting one.
CONTINUES = word_set(
    "and or but if when where why how what whatever that who whom which because cause coz bcoz as since than until till"
    " while after before to for of with by from about in on at is was are did do does can could should will would has"
    " have had so said say says told think thought hope wish know knew feel felt like give gave the a an my your let"
    " make made not all sometimes always time times first more much also then"
    " obviously finally once incase till untill even"
)
# "the best agent I have ever met": the subject opens a relative clause.
EVER = word_set("ever interacted dealt spoken talked met seen used had")
SUPERLATIVES = word_set("best worst nicest most finest only first")

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
WORD_OR_AND = re.compile(rf"{WORD.pattern}|&")
# A space forgotten before a new sentence: "doneThank you"; not "LinkedIn" or "iPhone".
GLUED = re.compile(r"[a-z]{2}(?=(?:Thank|Thanks|Thanking|Please|My|It|This|They|He|She|The|Why|When|Very|But|Not)\b)")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: where each starts, and its lower-case form.

    `telling` are the starts of all but the fillers, `glued` of those that follow the word before without a space.
    """

    starts: list[int]
    forms: list[str]
    telling: list[int]
    glued: list[int]

    @classmethod
    def of(cls, text: str) -> Words:
        found = list(WORD_OR_AND.finditer(_lower(text)))
        starts, forms = [match.start() for match in found], [match.group() for match in found]
        telling = [start for start, form in zip(starts, forms, strict=True) if form not in FILLERS]
        glued = [] if text.islower() else [match.end() for match in GLUED.finditer(text)]
        if glued:
            telling = sorted({*telling, *glued})
        return cls(starts, forms, telling or starts, glued)

    def any(self, start: int, end: int) -> bool:
        """Whether a word starts between the two places."""
        return bisect_left(self.starts, end) > bisect_left(self.starts, start)

    def count(self, start: int, end: int) -> int:
        """How many telling words start between the two places."""
        return bisect_left(self.telling, end) - bisect_left(self.telling, start)


def _lower(text: str) -> str:
    """`text` in lower case and with plain apostrophes, every character in its place."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lower.replace("’", "'")


def contrasts(words: Words) -> list[int]:
    """Where a contrast starts: "but", "the only thing", …"""
    forms, found = words.forms, []
    if CONTRASTING.isdisjoint(forms):
        return []
    for at, form in enumerate(forms):
        lead = next((lead for lead in LEAD_INS.get(form, ()) if tuple(forms[max(0, at - len(lead)) : at]) == lead), ())
        if lead or (form in CONTRASTS and not (at and forms[at - 1] in NO_CONTRAST.get(form, ()))):
            at -= len(lead)
            found.append(words.starts[at - 1 if at and forms[at - 1] in ("and", "or", "&") else at])
    return found


def coordinated(words: Words) -> list[int]:
    """Where "and", "so" or their like is followed by a subject."""
    forms = words.forms
    if ANDS.isdisjoint(forms):
        return []
    return [
        words.starts[at]
        for at in range(1, len(forms) - 1)
        if forms[at] in ANDS and forms[at + 1] in SUBJECTS and forms[at - 1] not in NOT_AND
    ]


def new_subjects(words: Words) -> Iterator[int]:
    """Where a clause starts with nothing but its subject before it: "… my problem | he is polite"."""
    forms = words.forms
    for at in range(1, len(forms)):
        before, form = forms[at - 1], forms[at]
        if form in STARTERS:
            starts = not _is_relative(forms, at)
        else:
            owned = form in ("the", "my") and at + 1 < len(forms) and forms[at + 1] in OWN_THINGS
            verb = at + 1 + owned
            starts = (owned or form in THINGS) and verb < len(forms) and forms[verb] in VERBS
        if starts and before not in CONTINUES:
            yield words.starts[at]


def _is_relative(forms: Sequence[str], at: int) -> bool:
    """Whether the words from `at` say "I have ever met" of "the best"."""
    if not forms[at].startswith("i"):
        return False
    return not EVER.isdisjoint(forms[at + 1 : at + 4]) and not SUPERLATIVES.isdisjoint(forms[max(0, at - 8) : at])
