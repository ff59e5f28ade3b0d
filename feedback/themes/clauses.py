"""Split chat English into clauses: one thing said, in its place in the original text.

Rules, no model: sentence ends (also without a space after them), lines and list marks, smileys, contrast words,
coordinated clauses, commas, and new subjects in long stretches without punctuation. A clause never cuts a redaction
or a joined emoji. The words are looked at once each, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import pairwise

from feedback.themes.connectives import WORD as WORD
from feedback.themes.connectives import Words, contrasts, coordinated, new_subjects, word_set
from feedback.themes.types import Redaction

Span = tuple[int, int]

MAX_CLAUSE = 240
# A stretch with more words than this and no punctuation is split before a new subject.
LONG_STRETCH = 9

# A full stop after these never ends a sentence; after the others it does before a capital.
TITLES = word_set("mr mrs ms dr prof sr jr st vs eg ie e.g i.e approx rs fig dept nr")
UNITS = word_set("no etc a.m p.m am pm u.s u.k inc ltd co min mins max hr hrs")
# What stands after the full stop of a file or a site.
SUFFIXES = word_set("com org net co io uk de fr eu info app pdf jpg jpeg png html csv xlsx txt js")

SENTENCE_END = re.compile(r"[.!?…。！？।؟]+[\"'”’)\]]*")
CLOSERS = "\"'”’)]"
NEW_LINE = re.compile(r"[\r\n\u2028\u2029]+[\s•*·▪–—-]*|(?:^|\s)[•▪·*](?=\s*[^\W\d])")
LIST_MARK = re.compile(
    r"(?:(^[ \t]*)|(?<=\s))(?:(\d{1,2})(?:[.)]|\s?-\s)|[a-h]\)(?=\s))(?=\s*[^\W\d])",
    re.MULTILINE,
)
PAUSE = re.compile(r"[;；]+|\s[-–—]{1,3}\s(?!\d)|(?<!\d)\s[-–—]{1,3}\s|[،，]|\.{2,}|…")
# What the patterns above need.
LISTED = re.compile(r"[\d)]")
PAUSES = frozenset(";；-–—،，…")
LINES = frozenset("\r\n\u2028\u2029•▪·*")
MARKS = PAUSES | LINES | frozenset(".!?。！？।؟)")
PUNCTUATION = ".,;:!?)"
UNBROKEN = re.compile(r"[^\s,;()]*\Z")
COMMA = re.compile(r",(?!\d)\s*")
SMILEY = re.compile(
    r"(?:[\U0001f600-\U0001f64f\U0001f44c-\U0001f44f\U0001f910-\U0001f92f\U0001f970-\U0001f97a☹☺]"
    r"[\ufe0f\U0001f3fb-\U0001f3ff]?)+(?!\u200d)|(?<=\s)[:=]-?[()DP]+(?!\S)"
)


def split(text: str, redactions: Sequence[Redaction] = ()) -> tuple[Span, ...]:
    """Spans of the clauses of `text`, in order, trimmed, not overlapping; every letter and digit lies in one.

    Linear in the length of the text. Text without any visible character gives no clause.
    """
    words = Words.of(text)
    spans = [(0, len(text))] if MARKS.isdisjoint(text) else _cut((0, len(text)), _hard_breaks(text))
    if not text.isascii() or ":" in text or "=" in text:
        smileys = [match.end() for match in SMILEY.finditer(text)]
        spans = _split_where(words, spans, smileys, before=2, after=2)
    spans = _split_where(words, spans, words.glued, before=2, after=1)
    spans = _split_where(words, spans, contrasts(words), before=1, after=2)
    spans = _split_where(words, spans, coordinated(words), before=3, after=3)
    if "," in text:
        spans = _split_commas(text, words, spans)
    if len(words.starts) > LONG_STRETCH:
        spans = _split_subjects(words, spans)
    fence = _Fence(redactions)
    spans = _trimmed(text, _joined(words, spans, fence), fence)
    if len(text) > MAX_CLAUSE:
        spans = _trimmed(text, [piece for span in spans for piece in _limit(text, span, fence)], fence)
    return tuple(spans)


def _cut(span: Span, breaks: Sequence[int]) -> list[Span]:
    inside = [at for at in breaks if span[0] < at < span[1]]
    return list(pairwise([span[0], *inside, span[1]]))


def _hard_breaks(text: str) -> list[int]:
    marks = _list_marks(text) if LISTED.search(text) else {}
    breaks = {match.end() for match in SENTENCE_END.finditer(text) if _ends_sentence(text, match, marks)}
    breaks.update(marks.values())
    if not PAUSES.isdisjoint(text) or ".." in text:
        breaks |= {match.start() if match.group()[:1].isspace() else match.end() for match in PAUSE.finditer(text)}
    if not LINES.isdisjoint(text):
        breaks |= {match.start() for match in NEW_LINE.finditer(text)}
    return sorted(breaks)


def _list_marks(text: str) -> dict[int, int]:
    """The marks of lists, start by end: they stand at the start of a line, or count on from one."""
    matches = list(LIST_MARK.finditer(text))
    marks: dict[int, int] = {}
    last = before = 0
    for match, following in zip(matches, [*matches, None][1:], strict=True):
        if "\n" in text[before : match.start()]:
            last = 0
        number, before = int(match[2] or 0), match.end()
        begins = number == 1 and following is not None and following[2] == "2"
        if not number or match[1] is not None or begins or number == last + 1 > 1:
            marks[match.end()] = match.start()
            last = number or last
    return marks


def _ends_sentence(text: str, match: re.Match[str], marks: Collection[int]) -> bool:
    mark, after = match.group(), text[match.end() : match.end() + 24]
    if mark != ".":
        # 'he asked "why?" and left' goes on behind the quotation.
        return mark[-1] not in CLOSERS or not after.lstrip()[:1].islower()
    before = UNBROKEN.search(text, max(0, match.start() - 12), match.start())
    word = before.group() if before else ""
    if word.lower() in TITLES or (len(word) == 1 and word.isupper() and word != "I"):
        return False
    if word.lower() in UNITS:
        return after.lstrip()[:1].isupper()
    if not after or after[0].isspace():
        return match.end() not in marks
    last = word.rpartition(".")[2]
    return after[0].isalpha() and last.isalpha() and len(last) > 1 and not _is_name(word, after.split(None, 1)[0])


def _is_name(word: str, follower: str) -> bool:
    """Whether "word.follower" names a site or a file: no space was forgotten there."""
    dotted = "." in follower[:-1] and (follower[0].islower() or word.lower() == "www")
    return dotted or follower.rstrip(PUNCTUATION).lower() in SUFFIXES


def _split_where(words: Words, spans: list[Span], breaks: Sequence[int], *, before: int, after: int) -> list[Span]:
    """Cut `spans` at those `breaks` (sorted) that leave so many telling words before and after them."""
    if not breaks:
        return spans
    return [piece for span in spans for piece in _pieces(words, span, breaks, before, after)]


def _pieces(words: Words, span: Span, breaks: Sequence[int], before: int, after: int) -> list[Span]:
    kept: list[int] = []
    start, end = span
    for at in breaks[bisect_left(breaks, start + 1) : bisect_left(breaks, end)]:
        if words.count(start, at) >= before and words.count(at, end) >= after:
            kept.append(at)
            start = at
    return _cut(span, kept) if kept else [span]


def _split_commas(text: str, words: Words, spans: list[Span]) -> list[Span]:
    breaks = [match.end() for match in COMMA.finditer(text)]
    pieces: list[Span] = []
    for start, end in spans:
        # Two commas or more make a list ("polite, quick, knew her job"), where one word can be an item.
        least = 1 if bisect_left(breaks, end + 1) - bisect_left(breaks, start + 1) > 1 else 3
        pieces += _pieces(words, (start, end), breaks, least, least)
    return pieces


def _split_subjects(words: Words, spans: list[Span]) -> list[Span]:
    if all(words.count(*span) <= LONG_STRETCH for span in spans):
        return spans
    breaks = list(new_subjects(words))
    return [
        piece
        for span in spans
        for piece in (_pieces(words, span, breaks, 3, 3) if words.count(*span) > LONG_STRETCH else [span])
    ]


class _Fence:
    """The redactions, as places where no cut may go."""

    def __init__(self, redactions: Sequence[Redaction]) -> None:
        self._spans = sorted((item.start, item.end) for item in redactions)

    def around(self, at: int) -> Span | None:
        """The redaction that a cut at `at` would part."""
        place = bisect_left(self._spans, (at, 0)) - 1
        return self._spans[place] if place >= 0 and self._spans[place][1] > at else None


def _joined(words: Words, spans: Sequence[Span], fence: _Fence) -> list[Span]:
    """Join what a cut through a redaction parted, and give pieces without a telling word to their neighbour.

    Fillers ("OK.") go with what follows, marks and emoji with what stands before.
    """
    joined: list[Span] = []
    told = True
    for start, end in spans:
        if joined and (not told or not words.any(start, end) or fence.around(start)):
            joined[-1] = (joined[-1][0], end)
            told = told or words.count(start, end) > 0
        else:
            joined.append((start, end))
            told = words.count(start, end) > 0
    if len(joined) > 1 and not told:
        joined[-2:] = [(joined[-2][0], joined[-1][1])]
    return joined


def _limit(text: str, span: Span, fence: _Fence) -> list[Span]:
    """Cut what is longer than MAX_CLAUSE, at a space where there is one, never inside a joined character."""
    pieces, (start, end) = [], span
    while end - start > MAX_CLAUSE:
        space = text.rfind(" ", start + MAX_CLAUSE // 2, start + MAX_CLAUSE)
        at = space if space > 0 else start + MAX_CLAUSE
        while at < end and _joins(text, at) and at - start < 2 * MAX_CLAUSE:
            at += 1
        redaction = fence.around(at)
        at = redaction[1] if redaction else at
        pieces.append((start, at))
        start = at
    return [*pieces, (start, end)] if start < end else pieces


def _joins(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before: marks, selectors, skin tones, joiners, flags."""
    here, before = text[at], text[at - 1]
    return (
        unicodedata.category(here) in ("Mn", "Mc", "Me")
        or "\u200d" in (here, before)
        or "\U0001f3fb" <= here <= "\U0001f3ff"
        or all("\U0001f1e6" <= c <= "\U0001f1ff" for c in (here, before))
    )


def _trimmed(text: str, spans: Sequence[Span], fence: _Fence) -> list[Span]:
    """`spans` without the white space at their ends, except what belongs to a redaction; empty ones are dropped."""
    trimmed: list[Span] = []
    for start, end in spans:
        piece = text[start:end]
        first, last = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if first < last:
            # An overwritten redaction may end in spaces: it stays whole all the same.
            redaction = fence.around(last)
            trimmed.append((first, redaction[1] if redaction else last))
    return trimmed
