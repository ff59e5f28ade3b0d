"""From a raw answer to what the models read: safe characters, no redactions, clauses, tones. Spans never move."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback.themes.clauses import Span, split
from feedback.themes.polarity import Tone, tone
from feedback.themes.redact import blank, find
from feedback.themes.types import Redaction, Role

# What lies behind this many characters is redacted but not analysed.
MAX_ANALYSED = 20_000
# Clauses are embedded together up to this many characters, so that each is read in its context.
SEGMENT = 480
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring clauses embedded in one pass; `parts` are their spans inside `text`."""

    text: str
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One answer ready for the models. `clauses` are spans of the original text, `texts` and `tones` go with them."""

    role: Role
    redactions: tuple[Redaction, ...]
    clauses: tuple[Span, ...]
    texts: tuple[str, ...]
    tones: tuple[Tone, ...]
    whole: Tone
    segments: tuple[Segment, ...]


def prepare(text: str, role: Role) -> Prepared:
    """Everything that can be said about an answer without a model. Linear in the length of the text."""
    safe = SURROGATE.sub("\ufffd", UNSAFE.sub(" ", text))
    redactions = find(safe)
    read = blank(safe, redactions)[:MAX_ANALYSED]
    clauses = split(read, redactions)
    texts = tuple(read[start:end] for start, end in clauses)
    tones = tuple(tone(clause, role) for clause in texts)
    return Prepared(
        role=role,
        redactions=redactions,
        clauses=clauses,
        texts=texts,
        tones=tones,
        whole=tones[0] if len(tones) == 1 else tone(read[: 8 * SEGMENT], role),
        segments=_segments(read, clauses),
    )


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
