"""The seven emotions of the answers that were read. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.selectors.proportions import Change, Share, compare
from feedback.selectors.volume import Totals, Volume

# From the hardest to the lightest.
EMOTIONS = {
    "anger": "Anger",
    "frustration": "Frustration",
    "anxiety": "Anxiety",
    "confusion": "Confusion",
    "sadness": "Sadness",
    "excitement": "Excitement",
    "happiness": "Happiness",
}


@dataclass(frozen=True, slots=True)
class EmotionRow:
    key: str
    label: str
    share: Share
    change: Change | None


def emotions(volume: Volume) -> tuple[EmotionRow, ...]:
    """All seven, in their order. An answer may show several, or none."""
    return tuple(
        EmotionRow(key, label, now := _share(volume.now, key), compare(now, _share(volume.before, key)))
        for key, label in EMOTIONS.items()
    )


def _share(totals: Totals, emotion: str) -> Share:
    return Share(totals.emotions.get(emotion, 0), totals.analysed)
