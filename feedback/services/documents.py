"""Answers as the engine takes them."""

from __future__ import annotations

from feedback.themes.types import Document, Role
from surveys.models import Answer

ROLES: dict[str, Role] = {"better": "better", "liked": "liked", "improve": "improve", "why": "why"}


def document_of(answer: Answer) -> Document:
    """The answer's words in the light of its question, under the answer's id."""
    return Document(id=str(answer.pk), text=answer.text, role=ROLES[answer.question.role])
