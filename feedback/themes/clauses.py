"""Split chat English into clauses: one thing said, in its place in the original text.

Rules, no model: sentence ends (also without a space after them), lines and list marks, contrast words, coordinated
clauses, and new subjects in long stretches without punctuation. A clause never cuts a redaction or a joined emoji.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from feedback.themes.types import Redaction

Span = tuple[int, int]

MAX_CLAUSE = 240
# A stretch with more words than this and no punctuation is split before a new subject.
LONG_STRETCH = 9

ABBREVIATIONS = frozenset(
    ("mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "no", "nr", "vs", "etc", "eg", "ie", "e.g", "i.e", "a.m", "p.m")
    + ("u.s", "u.k", "approx", "rs", "inc", "ltd", "co", "dept", "min", "max", "hr", "hrs", "fig")
)
SENTENCE_END = re.compile(r"[.!?…。！？।؟]+[\"'”’)\]]*")
LINE = re.compile(r"[\r\n\u2028\u2029]+[\s•*·▪–—-]*|(?:^|\s)(?:\d{1,2}[.)]|[•▪·])(?=\s*[^\W\d])")
PAUSE = re.compile(r"[;；]+|\s[-–—]{1,3}\s|[،，]|\.{2,}|…")
CONTRAST = re.compile(
    r"\b(?:but|bt|however|although|though|whereas|while|except|unfortunately|nevertheless|nonetheless|only thing"
    r"|on the other hand|otherwise)\b",
    re.IGNORECASE,
)
SUBJECT = (
    r"(?:i|im|he|she|they|we|it|its|u|you|your|my|this|that|these|there|the|his|her|their|nobody|no one"
    r"|please|pls|plz|kindly|thanks?|also|then|never|very)"
)
AND_SUBJECT = re.compile(rf",?\s(?:and|also|so|plus|then|&)\s(?={SUBJECT}\b)", re.IGNORECASE)
NEW_SUBJECT = re.compile(
    r"\s(?=(?:i|he|she|they|we|please|pls|plz|kindly|thanks?"
    r"|(?:it|this|there|the agent|my (?:issue|problem|order|refund)) (?:is|was|has|had|took|will|can|did|does))\b)",
    re.IGNORECASE,
)
# After these a subject continues the clause instead of starting one.
CONTINUES = re.compile(
    r"(?:^|\s)(?:and|or|but|if|when|where|why|how|what|whatever|that|who|whom|which|because|cause|as|since|than|until|till|while|after|before|to|"
    r"for|of|with|by|from|about|in|on|at|is|was|are|did|do|does|can|could|should|will|would|has|have|had|so|said|say|says|told|think|"
    r"thought|hope|wish|know|knew|feel|felt|like|give|gave|the|a|an|my|your|let|make|made|not|all|sometimes|always|times?|first|more|much)$",
    re.IGNORECASE,
)
COMMA = re.compile(r",(?!\d)\s*")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def split(text: str, redactions: Sequence[Redaction] = ()) -> tuple[Span, ...]:
    """Spans of the clauses of `text`, in order, trimmed, not overlapping; every letter and digit lies in one.

    Linear in the length of the text. Text without any visible character gives no clause.
    """
    spans = _cut((0, len(text)), sorted(_hard_breaks(text)))
    spans = [piece for span in spans for piece in _soft_split(text, span)]
    spans = [piece for span in spans for piece in _limit(text, span)]
    return tuple(_whole(text, spans, redactions))


def _cut(span: Span, breaks: Sequence[int]) -> list[Span]:
    inside = [at for at in breaks if span[0] < at < span[1]]
    return list(pairwise([span[0], *inside, span[1]]))


def _hard_breaks(text: str) -> set[int]:
    breaks = {match.end() for match in SENTENCE_END.finditer(text) if _ends_sentence(text, match)}
    breaks |= {match.start() if match.group()[:1].isspace() else match.end() for match in PAUSE.finditer(text)}
    return breaks | {match.start() for match in LINE.finditer(text)}


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark, after = match.group(), text[match.end() : match.end() + 2]
    if mark != ".":
        return True
    before = re.search(r"[^\s,;()]*$", text[max(0, match.start() - 12) : match.start()])
    word = before.group().lower() if before else ""
    if word in ABBREVIATIONS or len(word) == 1 and word.isalpha() and word != "i":
        return False
    if not after or after[0].isspace():
        # "2. then" is a list mark, not the end of a sentence.
        return not (word.isdigit() and len(word) <= 2)
    # "person.he solved": a missing space; "example.com", "3.5" and "v1.2" are not.
    return after[0].isalpha() and word.isalpha() and "." not in text[match.end() : match.end() + 24].split(" ")[0][:-1]


def _soft_split(text: str, span: Span) -> list[Span]:
    """Contrast words, then coordinated clauses and commas, then new subjects in what is still long."""
    spans = _split_where(text, span, [m.start() for m in CONTRAST.finditer(text, *span)], least=2)
    spans = [
        piece
        for part in spans
        for piece in _split_where(text, part, [m.start() + 1 for m in AND_SUBJECT.finditer(text, *part)], least=3)
    ]
    spans = [piece for part in spans for piece in _split_commas(text, part)]
    return [piece for part in spans for piece in _split_subjects(text, part)]


def _split_where(text: str, span: Span, breaks: list[int], *, least: int) -> list[Span]:
    """Cut `span` at those `breaks` that leave at least `least` words on both sides."""
    if not breaks:
        return [span]
    words = [match.start() for match in WORD.finditer(text, *span)]
    kept: list[int] = []
    done, seen = 0, 0
    for at in breaks:
        while seen < len(words) and words[seen] < at:
            seen += 1
        if seen - done >= least and len(words) - seen >= least:
            kept.append(at)
            done = seen
    return _cut(span, kept)


def _split_commas(text: str, span: Span) -> list[Span]:
    breaks = [match.end() for match in COMMA.finditer(text, *span)]
    # Two commas or more make a list ("polite, quick, knew her job"), where one word can be an item.
    return _split_where(text, span, breaks, least=1 if len(breaks) > 1 else 3)


def _split_subjects(text: str, span: Span) -> list[Span]:
    if len(WORD.findall(text, *span)) <= LONG_STRETCH:
        return [span]
    breaks = [
        match.start()
        for match in NEW_SUBJECT.finditer(text, *span)
        if not CONTINUES.search(text[max(span[0], match.start() - 12) : match.start()])
    ]
    return _split_where(text, span, breaks, least=3)


def _limit(text: str, span: Span) -> list[Span]:
    """Cut what is longer than MAX_CLAUSE, at a space where there is one, never inside a joined character."""
    pieces, (start, end) = [], span
    while end - start > MAX_CLAUSE:
        space = text.rfind(" ", start + MAX_CLAUSE // 2, start + MAX_CLAUSE)
        at = space if space > 0 else start + MAX_CLAUSE
        while at < end and _joins(text, at) and at - start < 2 * MAX_CLAUSE:
            at += 1
        pieces.append((start, at))
        start = at
    return [*pieces, (start, end)]


def _joins(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before: marks, selectors, skin tones, joiners, flags."""
    here, before = text[at], text[at - 1]
    return (
        unicodedata.category(here) in ("Mn", "Mc", "Me")
        or "\u200d" in (here, before)
        or "\U0001f3fb" <= here <= "\U0001f3ff"
        or all("\U0001f1e6" <= c <= "\U0001f1ff" for c in (here, before))
    )


def _whole(text: str, spans: Sequence[Span], redactions: Sequence[Redaction]) -> list[Span]:
    """Trim, join what a cut through a redaction parted, and give pieces without a word to their neighbour."""
    inner = {at for item in redactions for at in range(item.start + 1, item.end)} if len(spans) > 1 else set()
    joined: list[Span] = []
    for start, end in spans:
        if joined and (start in inner or not _has_word(text, start, end) or not _has_word(text, *joined[-1])):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    trimmed = [_cover(_trim(text, span), span, redactions) for span in joined]
    return [span for span in trimmed if span[0] < span[1]]


def _cover(trimmed: Span, span: Span, redactions: Sequence[Redaction]) -> Span:
    """An overwritten redaction may end in spaces: it stays whole all the same."""
    inside = [item for item in redactions if span[0] <= item.start and item.end <= span[1]]
    if not inside:
        return trimmed
    return min(trimmed[0], inside[0].start), max(trimmed[1], inside[-1].end)


def _has_word(text: str, start: int, end: int) -> bool:
    return WORD.search(text, start, end) is not None


def _trim(text: str, span: Span) -> Span:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, max(start, span[0] + len(piece.rstrip()))
