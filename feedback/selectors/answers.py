"""Answers as pages show them: personal data hidden, clauses marked, themes, and where they come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from feedback.models import Analysis, Followup, ThemeMatch
from feedback.selectors.codebook import ThemeName
from feedback.selectors.filters import SERIOUS
from feedback.selectors.segments import Mark, Mask, Segment, segments
from feedback.themes import redact
from surveys.models import Answer, Participation

WITH = ("response__team", "analysis", "followup__decided_by")  # what a row needs of an answer


@dataclass(frozen=True, slots=True)
class Tag:
    theme: ThemeName
    polarity: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer. `sentiment` is empty and `themes` are none until the engine has read it."""

    pk: int
    asked: str
    segments: tuple[Segment, ...]
    tags: tuple[Tag, ...]
    state: str
    sentiment: str
    routes: tuple[str, ...]
    followup: Followup | None
    team_pk: int
    team: str
    agents: tuple[str, ...]
    submitted_at: datetime

    @property
    def is_serious(self) -> bool:
        return SERIOUS in self.routes


def newest_first(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """`answers` in an order that is the same on every page."""
    return answers.order_by("-response__submitted_at", "-pk")


def with_rows(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """`answers` with what a row needs."""
    return answers.select_related(*WITH)


def load(pks: Iterable[int]) -> tuple[Answer, ...]:
    """The answers of a page with what a row needs, in this order.

    Found by their ids alone, of however many, and then loaded: the database sorts numbers instead of texts.
    """
    ordered = list(pks)
    found = with_rows(Answer.objects.all()).in_bulk(ordered)
    return tuple(found[pk] for pk in ordered if pk in found)


def answer_rows(
    answers: Sequence[Answer], *, themes: Mapping[int, ThemeName], marked: Tag | None = None
) -> tuple[AnswerRow, ...]:
    """Rows for one page of answers; `marked` limits the marks in the text to one theme and polarity."""
    return rows_with(answers, matches_by_answer(answers, themes), themes=themes, marked=marked)


def rows_with(
    answers: Sequence[Answer],
    matches: Mapping[int, Sequence[ThemeMatch]],
    *,
    themes: Mapping[int, ThemeName],
    marked: Tag | None = None,
) -> tuple[AnswerRow, ...]:
    """The same, for a caller that has the `matches` by answer already."""
    agents = agents_by_conversation({answer.response.conversation_id for answer in answers})
    return tuple(
        _row(answer, matches[answer.pk], agents[answer.response.conversation_id], themes, marked) for answer in answers
    )


def _row(
    answer: Answer,
    matches: Sequence[ThemeMatch],
    agents: Sequence[str],
    themes: Mapping[int, ThemeName],
    marked: Tag | None,
) -> AnswerRow:
    analysis = analysis_of(answer)
    shown = [match for match in matches if marked is None or Tag(themes[match.theme_id], match.polarity) == marked]
    marks = [Mark(match.excerpt.start, match.excerpt.end, match.polarity) for match in shown]
    return AnswerRow(
        pk=answer.pk,
        asked=answer.asked,
        segments=segments(answer.text, marks, masks_of(answer)),
        tags=tags_of(matches, themes),
        state=analysis.state if analysis else Analysis.State.PENDING,
        sentiment=analysis.sentiment if analysis else "",
        routes=tuple(analysis.routes) if analysis else (),
        followup=getattr(answer, "followup", None),
        team_pk=answer.response.team_id,
        team=answer.response.team.name,
        agents=tuple(agents),
        submitted_at=answer.response.submitted_at,
    )


def analysis_of(answer: Answer) -> Analysis | None:
    """The analysis of an answer, None for one that nobody has put on the engine's queue."""
    return getattr(answer, "analysis", None)


def masks_of(answer: Answer) -> tuple[Mask, ...]:
    """What to hide in an answer. One that the engine has not read is looked through here: nothing is shown unmasked."""
    analysis = analysis_of(answer)
    if analysis and analysis.state == Analysis.State.DONE:
        return tuple(Mask(start, end, kind) for start, end, kind in analysis.redactions)
    return tuple(Mask(found.start, found.end, found.kind) for found in redact.find(answer.text))


def tags_of(matches: Iterable[ThemeMatch], themes: Mapping[int, ThemeName]) -> tuple[Tag, ...]:
    """Each theme of an answer once per polarity, in the order in which the text speaks of them."""
    return tuple(dict.fromkeys(Tag(themes[match.theme_id], match.polarity) for match in matches))


def matches_by_answer(answers: Iterable[Answer], themes: Mapping[int, ThemeName]) -> defaultdict[int, list[ThemeMatch]]:
    """Matches with one of `themes`, by answer, in the order of the text."""
    found: defaultdict[int, list[ThemeMatch]] = defaultdict(list)
    rows = (
        ThemeMatch.objects.filter(
            excerpt__analysis__answer__in=[answer.pk for answer in answers],
            excerpt__analysis__state=Analysis.State.DONE,
            theme__in=themes,
        )
        .select_related("excerpt__analysis")
        .order_by("excerpt__start", "excerpt__end", "polarity", "-confidence", "theme")
    )
    for match in rows:
        found[match.excerpt.analysis.answer_id].append(match)
    return found


def agents_by_conversation(conversations: Iterable[int]) -> defaultdict[int, list[str]]:
    """Names as they were when the chat closed, the one who led it first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Participation.objects.filter(conversation__in=list(conversations)).order_by("-is_primary", "agent_name")
    for conversation, name in rows.values_list("conversation", "agent_name"):
        found[conversation].append(name)
    return found
