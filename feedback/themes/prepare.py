"""From a raw answer to what the models read: safe characters, no redactions, clauses, tones. Spans never move."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.themes.clauses import Span, split
from feedback.themes.polarity import Tone, overall, tone
from feedback.themes.redact import blank, find
from feedback.themes.types import Redaction, Role

# What lies behind this many characters is redacted but not analysed.
MAX_ANALYSED = 20_000
# Clauses are embedded together up to this many characters, so that each is read in its context.
SEGMENT = 480
# Control characters, invisible ones, non-characters and lone surrogates: each is replaced by one space or one "�".
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
# Two different letters or digits side by side, a rating, a smiley or symbol, or a letter that is a word by itself.
SOMETHING = re.compile(
    r"(\w)(?!\1)\w|\d\s?/\s?\d|[:;=]-?[()DP]|[\u2600-\u27bf\U0001f300-\U0001faff]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring clauses embedded in one pass; `parts` are their spans inside `text`."""

    text: str
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One answer ready for the models. `clauses` are spans of the original text, `texts` and `tones` go with them.

    `says_something` is false where there is no word, number or symbol outside the redactions, such as in "aaaaaa".
    """

    role: Role
    redactions: tuple[Redaction, ...]
    clauses: tuple[Span, ...]
    texts: tuple[str, ...]
    tones: tuple[Tone, ...]
    whole: Tone
    segments: tuple[Segment, ...]
    says_something: bool


def prepare(text: str, role: Role) -> Prepared:
    """Everything that can be said about an answer without a model. Linear in the length of the text; never fails."""
    safe = _safe(text)
    redactions = find(safe)
    # A redaction that lies across the limit is left out whole.
    limit = next((item.start for item in redactions if item.start < MAX_ANALYSED < item.end), MAX_ANALYSED)
    analysed = [item for item in redactions if item.end <= limit]
    read = blank(safe[:limit], analysed)
    clauses = split(read, analysed)
    texts = tuple(read[start:end] for start, end in clauses)
    tones = tuple(tone(clause, role) for clause in texts)
    return Prepared(
        role=role,
        redactions=redactions,
        clauses=clauses,
        texts=texts,
        tones=tones,
        whole=tones[0] if len(tones) == 1 else overall(tones),
        segments=_segments(read, clauses),
        says_something=_says_something(read, analysed),
    )


def _safe(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return SURROGATE.sub("\ufffd", UNSAFE.sub(" ", text))


def _says_something(text: str, redactions: Sequence[Redaction]) -> bool:
    starts = [0, *(item.end for item in redactions)]
    ends = [*(item.start for item in redactions), len(text)]
    return any(SOMETHING.search(text, start, end) for start, end in zip(starts, ends, strict=True))


def _segments(text: str, clauses: tuple[Span, ...]) -> tuple[Segment, ...]:
    groups: list[list[Span]] = []
    for span in clauses:
        if groups and span[1] - groups[-1][0][0] <= SEGMENT:
            groups[-1].append(span)
        else:
            groups.append([span])
    return tuple(
        Segment(text[group[0][0] : group[-1][1]], tuple((a - group[0][0], b - group[0][0]) for a, b in group))
        for group in groups
    )
