"""Serious answers that nobody has dealt with yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Window

from feedback.selectors.answers import newest_first, with_rows
from feedback.selectors.filters import AnswerFilter, needs_a_person
from surveys.models import Answer


@dataclass(frozen=True, slots=True)
class OpenCases:
    """How many there are, and the newest of them."""

    number: int
    newest: tuple[Answer, ...]


def open_cases(chosen: AnswerFilter, *, most: int) -> OpenCases:
    """Of the teams and the agent of `chosen`, whatever else it asks for: a case does not go away with its period."""
    asked = AnswerFilter(teams=chosen.teams, agent=chosen.agent)
    found = with_rows(newest_first(asked.answers().filter(needs_a_person()))).annotate(number=Window(Count("pk")))
    newest = tuple(found[:most])
    return OpenCases(newest[0].number if newest else 0, newest)
