"""Which answers a page is about. Every read of the dashboard starts here, so none leaves the teams a user may see."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import SEARCH_CONFIG, Analysis, ThemeMatch
from feedback.selectors.periods import Period
from surveys.models import Answer, Participation

SUBMITTED = "response__submitted_at"
SERIOUS = "serious"  # the route of an answer that a person must read


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """What answers must be like; a field that is empty asks for nothing, but `teams` is always meant."""

    teams: tuple[int, ...]
    period: Period = field(default_factory=Period)
    agent: int | None = None
    role: str = ""
    theme: int | None = None
    polarity: str = ""
    sentiment: str = ""
    route: str = ""
    coding: str = ""  # themed | unthemed | waiting
    query: str = ""

    def during(self, period: Period) -> AnswerFilter:
        return replace(self, period=period)

    def population(self) -> AnswerFilter:
        """The answers that shares are shares of: without what picks answers by their content."""
        return AnswerFilter(teams=self.teams, period=self.period, agent=self.agent, role=self.role)

    def within_population(self, answer: str = "") -> Q:
        """The condition that an answer belongs to the population; `answer` is the way to it, ending in "__"."""
        condition = Q(**{f"{answer}response__team__in": self.teams}) & self.period.within(f"{answer}{SUBMITTED}")
        if self.role:
            condition &= Q(**{f"{answer}question__role": self.role})
        if self.agent is not None:
            parts = Participation.objects.filter(agent=self.agent)
            condition &= Q(Exists(parts.filter(conversation=OuterRef(f"{answer}response__conversation"))))
        return condition

    def answers(self) -> QuerySet[Answer]:
        found = Answer.objects.filter(self.within_population())
        if self.theme is not None or self.polarity:
            found = found.filter(Exists(self._matches()))
        if self.sentiment:
            found = found.filter(analysis__state=Analysis.State.DONE, analysis__sentiment=self.sentiment)
        if self.route:
            found = found.filter(analysis__routes__contains=[self.route])
        if self.coding:
            found = found.filter(_CODINGS[self.coding])
        if self.query:
            found = found.filter(
                analysis__search=SearchQuery(self.query, search_type="websearch", config=SEARCH_CONFIG)
            )
        return found

    def _matches(self) -> QuerySet[ThemeMatch]:
        matches = _matches_of_answer()
        if self.theme is not None:
            matches = matches.filter(theme=self.theme)
        return matches.filter(polarity=self.polarity) if self.polarity else matches


def _matches_of_answer() -> QuerySet[ThemeMatch]:
    return ThemeMatch.objects.filter(
        excerpt__analysis__answer=OuterRef("pk"), excerpt__analysis__state=Analysis.State.DONE, theme__is_active=True
    )


DONE = Q(analysis__state=Analysis.State.DONE)
WAITING = Q(analysis=None) | Q(analysis__state=Analysis.State.PENDING)
THEMED = Q(Exists(_matches_of_answer()))
_CODINGS = {"themed": THEMED, "unthemed": DONE & ~THEMED, "waiting": WAITING}
