"""Which answers a page is about. Every read of the dashboard starts here, so none leaves the teams a user may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import SEARCH_CONFIG, Analysis, Followup, ThemeMatch
from feedback.selectors.periods import Period
from surveys.models import Answer, Participation

SUBMITTED = "response__submitted_at"
SERIOUS = "serious"  # the route of an answer that a person must read


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer speaks of: one of `themes`, any theme if there are none; `polarity` is empty for either way."""

    themes: tuple[int, ...] = ()
    polarity: str = ""

    def matches(self, answer: str) -> QuerySet[ThemeMatch]:
        """The matches that say so, of the answer to which the field `answer` of an outer query leads."""
        found = ThemeMatch.objects.filter(
            excerpt__analysis__answer=OuterRef(answer),
            excerpt__analysis__state=Analysis.State.DONE,
            theme__is_active=True,
        )
        if self.themes:
            found = found.filter(theme__in=self.themes)
        return found.filter(polarity=self.polarity) if self.polarity else found


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """What answers must be like; a field that is empty asks for nothing, but `teams` is always meant.

    `subject` is what a list is about, `also` what its answers speak of besides.
    """

    teams: tuple[int, ...]
    period: Period = field(default_factory=Period)
    survey: int | None = None
    role: str = ""
    agent: int | None = None
    channel: str = ""
    language: str = ""
    tag: str = ""
    subject: Said | None = None
    also: tuple[Said, ...] = ()
    sentiment: str = ""
    emotion: str = ""
    route: str = ""
    coding: str = ""  # a key of CODINGS
    query: str = ""

    def during(self, period: Period) -> AnswerFilter:
        return replace(self, period=period)

    def about(self, subject: Said | None) -> AnswerFilter:
        return replace(self, subject=subject)

    def answers(self) -> QuerySet[Answer]:
        return Answer.objects.filter(self.condition())

    def condition(self, *, answer: str = "", analysis: str = "analysis__") -> Q:
        """The filter as a condition; `answer` and `analysis` are the ways to the two, each ending in "__"."""
        condition = self._where_it_comes_from(answer)
        for part in (*self._what_it_says(answer, analysis), *self._how_it_was_read(answer, analysis)):
            condition &= part
        return condition

    def _where_it_comes_from(self, answer: str) -> Q:
        chat = f"{answer}response__conversation"
        asked = {
            f"{answer}response__survey": self.survey,
            f"{answer}question__role": self.role,
            f"{chat}__channel": self.channel,
            f"{chat}__language": self.language,
            f"{chat}__tags__contains": [self.tag] if self.tag else None,
        }
        condition = Q(**{f"{answer}response__team__in": self.teams}) & self.period.within(f"{answer}{SUBMITTED}")
        condition &= Q(**{name: value for name, value in asked.items() if value})
        if self.agent is not None:
            condition &= Q(Exists(Participation.objects.filter(agent=self.agent, conversation=OuterRef(chat))))
        return condition

    def _what_it_says(self, answer: str, analysis: str) -> Iterator[Q]:
        for said in (self.subject, *self.also):
            if said:
                yield Q(Exists(said.matches(f"{answer}pk")))
        if self.query:
            words = SearchQuery(self.query, search_type="websearch", config=SEARCH_CONFIG)
            yield Q(**{f"{analysis}search": words})

    def _how_it_was_read(self, answer: str, analysis: str) -> Iterator[Q]:
        if self.sentiment:
            yield done(analysis) & Q(**{f"{analysis}sentiment": self.sentiment})
        if self.emotion:
            yield done(analysis) & Q(**{f"{analysis}emotions__contains": [self.emotion]})
        if self.route:
            yield Q(**{f"{analysis}routes__contains": [self.route]})
        if self.coding:
            yield _coding(self.coding, answer, analysis)


def done(analysis: str = "analysis__") -> Q:
    return Q(**{f"{analysis}state": Analysis.State.DONE})


def waiting(analysis: str = "analysis__") -> Q:
    return Q(**{f"{analysis}isnull": True}) | Q(**{f"{analysis}state": Analysis.State.PENDING})


def needs_a_person(*, answer: str = "", analysis: str = "analysis__") -> Q:
    """Serious, and nobody has written down yet that they dealt with it."""
    return Q(**{f"{analysis}routes__contains": [SERIOUS]}) & ~_handled(answer)


def _handled(answer: str) -> Q:
    return Q(Exists(Followup.objects.filter(answer=OuterRef(f"{answer}pk"))))


def _coding(coding: str, answer: str, analysis: str) -> Q:
    themed = Q(Exists(Said().matches(f"{answer}pk")))
    conditions = {
        "themed": themed,
        "unthemed": done(analysis) & ~themed,
        "waiting": waiting(analysis),
        "open": needs_a_person(answer=answer, analysis=analysis),
        "handled": _handled(answer),
    }
    return conditions[coding]
