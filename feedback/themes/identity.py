"""When two answers count as one text: what is read of them is the same."""

from __future__ import annotations

import hashlib

from feedback.themes.prepare import prepare

DIGEST_LENGTH = 16


def read(text: str) -> str:
    """What is embedded: the text with redactions overwritten, one space between words; may be empty."""
    prepared = prepare(text, "why")
    return " ".join(" ".join(segment.text for segment in prepared.segments).split())


def digest(said: str) -> str:
    """16 hexadecimal digits that stand for what `read` gave."""
    return hashlib.sha256(said.encode()).hexdigest()[:DIGEST_LENGTH]
