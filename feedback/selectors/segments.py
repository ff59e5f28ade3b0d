"""Cut an answer into runs of text: which themes a run speaks of, and what is hidden because it identifies somebody.

Pure. Spans are in characters (code points) of the answer, `start` up to but not including `end`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch that speaks of a theme. `number` ties it to the note below the text, 0 for none."""

    start: int
    end: int
    polarity: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch that identifies somebody; `kind` says how: email, phone, card …"""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that is marked alike. Of a hidden run only the kind is known: `text` is empty."""

    text: str
    hidden: str = ""
    polarities: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


def segments(text: str, marks: Iterable[Mark], masks: Iterable[Mask]) -> tuple[Segment, ...]:
    """`text` from its first to its last character, in runs.

    Marks may overlap; so may masks, and what overlaps is hidden as one run. Spans that reach beyond the
    text are cut off, empty ones ignored. A number stands on the last run of its mark only.
    """
    size = len(text)
    hidden = _merged(masks, size)
    found = [mark for mark in marks if max(mark.start, 0) < min(mark.end, size)]
    cuts = {0, size} | {at for mask in hidden for at in (mask.start, mask.end)}
    cuts |= {at for mark in found for at in _ends(mark, size) if not _is_inside(at, hidden)}
    places = sorted(cuts)
    return tuple(
        _segment(text, start, end, found, hidden) for start, end in zip(places, places[1:], strict=False) if start < end
    )


def _segment(text: str, start: int, end: int, marks: Sequence[Mark], hidden: Sequence[Mask]) -> Segment:
    over = [mark for mark in marks if mark.start < end and mark.end > start]
    kind = next((mask.kind for mask in hidden if mask.start <= start and end <= mask.end), "")
    return Segment(
        text="" if kind else text[start:end],
        hidden=kind,
        polarities=tuple(sorted({mark.polarity for mark in over})),
        numbers=tuple(sorted({mark.number for mark in over if mark.number and min(mark.end, len(text)) <= end})),
    )


def _ends(mark: Mark, size: int) -> tuple[int, int]:
    return max(mark.start, 0), min(mark.end, size)


def _is_inside(place: int, hidden: Sequence[Mask]) -> bool:
    """Whether a cut would fall within something hidden, and so show how long its parts are."""
    return any(mask.start < place < mask.end for mask in hidden)


def _merged(masks: Iterable[Mask], size: int) -> list[Mask]:
    merged: list[Mask] = []
    for mask in sorted(masks, key=lambda mask: (mask.start, mask.end)):
        start, end = max(mask.start, 0), min(mask.end, size)
        if start >= end:
            continue
        if merged and start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Mask(last.start, max(last.end, end), last.kind)
        else:
            merged.append(Mask(start, end, mask.kind or "personal"))
    return merged


def clip(start: int, end: int, masks: Iterable[Mask]) -> tuple[Mask, ...]:
    """The masks of a text as they lie in its part from `start` to `end`."""
    return tuple(
        Mask(max(mask.start, start) - start, min(mask.end, end) - start, mask.kind)
        for mask in masks
        if mask.start < end and mask.end > start
    )
