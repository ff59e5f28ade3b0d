"""Answers that have been read, in one line."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from feedback.selectors.filters import AnswerFilter
from feedback.selectors.periods import Period
from surveys.models import Answer, Team
from tests.builders import a_conversation, a_response, a_team, an_analysis

IMPROVE, PRAISE = "improve", "praise"


def a_coded_answer(
    *matches: tuple[str, str],
    text: str = "Tell me how long it will take.",
    days_ago: float = 1,
    team: str = "Orders",
    agents: tuple[str, ...] = ("Priya",),
    sentiment: str = "neg",
    routes: tuple[str, ...] = (),
    role: str = "better",
    confidence: float = 0.9,
) -> Answer:
    """An answer of `days_ago`, read by the engine, with `matches` of (theme key, polarity) on the whole text."""
    conversation = a_conversation(team=a_team(team), agents=agents)
    submitted_at = timezone.now() - timedelta(days=days_ago)
    answer = a_response(answers={role: text}, conversation=conversation, submitted_at=submitted_at).answers.get()
    an_analysis(answer, *matches, sentiment=sentiment, routes=routes, confidence=confidence)
    return answer


def every_answer(*, days: int | None = 30) -> AnswerFilter:
    """The answers of every team in the last `days`, None for all time."""
    period = Period.of_last_days(days, today=timezone.localdate()) if days else Period()
    return AnswerFilter(teams=tuple(Team.objects.values_list("pk", flat=True)), period=period)
