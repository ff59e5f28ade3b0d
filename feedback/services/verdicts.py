"""What people decided about answers, for whoever writes what the engine found: a decision is never overwritten."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from feedback.models import Correction, Review
from feedback.services.merges import Target

Code = tuple[int, str]  # theme, polarity


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Answers whose themes are settled, and themes that single answers do not speak of: (answer, theme, polarity)."""

    reviewed: frozenset[int]
    rejected: frozenset[tuple[int, int, str]]

    def allow(self, answer: int, theme: Target, polarity: str) -> bool:
        """Whether the engine may say that `answer` speaks of this; what was rejected before a merge stays rejected."""
        said = {(answer, theme.coded_as, polarity), (answer, theme.theme, polarity)}
        return answer not in self.reviewed and self.rejected.isdisjoint(said)


def verdicts_on(answers: Collection[int]) -> Verdicts:
    """What is in force for these answers."""
    rejected = Correction.objects.filter(answer__in=answers, holds=False, withdrawn_at=None)
    return Verdicts(
        frozenset(Review.objects.filter(answer__in=answers).values_list("answer", flat=True)),
        frozenset(rejected.values_list("answer", "theme", "polarity")),
    )
