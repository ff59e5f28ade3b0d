"""What the services need of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from feedback.themes.types import Coding, Document


class Coder(Protocol):
    """Codes answers, and says which version of it does."""

    @property
    def version(self) -> str: ...

    def code(self, documents: Sequence[Document], /) -> list[Coding]: ...
