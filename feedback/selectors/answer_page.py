"""One response with all its answers, and what the engine found in every clause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.models import Analysis, Excerpt, Review, ThemeMatch
from feedback.selectors.answers import WITH, AnswerRow, analysis_of, masks_of, matches_by_answer, rows_with
from feedback.selectors.codebook import ThemeName
from feedback.selectors.segments import Mark, Mask, Segment, clip, segments
from surveys.models import Answer


@dataclass(frozen=True, slots=True)
class Code:
    """A theme on a clause; `confidence` is in 0..1."""

    theme: ThemeName
    polarity: str
    confidence: float
    by_person: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with themes; `number` is the one of its mark in the text."""

    number: int
    segments: tuple[Segment, ...]
    sentiment: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Words of an answer on which a theme can be put: their span as a form sends it, and the words as one may see."""

    span: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerDetail:
    row: AnswerRow
    places: tuple[Place, ...]
    review: Review | None
    segments: tuple[Segment, ...]
    clauses: tuple[Clause, ...]
    emotions: tuple[str, ...]
    engine_version: str
    analysed_at: datetime | None
    failure: str


@dataclass(frozen=True, slots=True)
class ResponseDetail:
    answers: tuple[AnswerDetail, ...]
    team: str
    agents: tuple[str, ...]
    source: str
    channel: str
    language: str
    tags: tuple[str, ...]
    closed_at: datetime
    submitted_at: datetime


def response_of(answer_id: int, *, teams: Sequence[int], themes: Mapping[int, ThemeName]) -> ResponseDetail | None:
    """The response that holds the answer, None for an answer of another team or of nobody."""
    asked_for = Answer.objects.filter(pk=answer_id, response__team__in=teams).first()
    if asked_for is None:
        return None
    answers = list(
        Answer.objects.filter(response=asked_for.response_id)
        .select_related(*WITH, "review__reviewed_by", "response__conversation__source")
        .order_by("question__position", "pk")
    )
    matches = matches_by_answer(answers, themes)
    rows = rows_with(answers, matches, themes=themes)
    excerpts = _excerpts(answers)
    chat = answers[0].response.conversation
    return ResponseDetail(
        answers=tuple(
            _detail(a, row, matches[a.pk], excerpts[a.pk], themes) for a, row in zip(answers, rows, strict=True)
        ),
        team=rows[0].team,
        agents=rows[0].agents,
        source=chat.source.name,
        channel=chat.channel,
        language=chat.language,
        tags=tuple(str(tag) for tag in chat.tags),
        closed_at=chat.closed_at,
        submitted_at=answers[0].response.submitted_at,
    )


def _excerpts(answers: Iterable[Answer]) -> defaultdict[int, list[Excerpt]]:
    """Every clause, with or without a theme, by answer."""
    found: defaultdict[int, list[Excerpt]] = defaultdict(list)
    rows = Excerpt.objects.filter(analysis__answer__in=[answer.pk for answer in answers]).order_by("start", "end")
    for excerpt in rows.select_related("analysis"):
        found[excerpt.analysis.answer_id].append(excerpt)
    return found


def _detail(
    answer: Answer,
    row: AnswerRow,
    matches: Sequence[ThemeMatch],
    every: Sequence[Excerpt],
    themes: Mapping[int, ThemeName],
) -> AnswerDetail:
    analysis = analysis_of(answer) or Analysis()
    masks = masks_of(answer)
    excerpts = dict.fromkeys(match.excerpt for match in matches)
    numbers = {excerpt: number for number, excerpt in enumerate(excerpts, 1)}
    marks = [Mark(m.excerpt.start, m.excerpt.end, m.polarity, numbers[m.excerpt]) for m in matches]
    return AnswerDetail(
        row=row,
        places=tuple(_place(answer.text, excerpt, masks) for excerpt in every) if len(every) > 1 else (),
        review=getattr(answer, "review", None),
        segments=segments(answer.text, marks, masks),
        clauses=tuple(
            _clause(number, answer.text, excerpt, masks, [m for m in matches if m.excerpt == excerpt], themes)
            for excerpt, number in numbers.items()
        ),
        emotions=tuple(analysis.emotions),
        engine_version=analysis.engine_version,
        analysed_at=analysis.analysed_at,
        failure=analysis.failure,
    )


def _place(text: str, excerpt: Excerpt, masks: Sequence[Mask]) -> Place:
    start, end = excerpt.start, excerpt.end
    shown = segments(text[start:end], (), clip(start, end, masks))
    return Place(f"{start}-{end}", "".join("…" if part.hidden else part.text for part in shown))


def _clause(
    number: int,
    text: str,
    excerpt: Excerpt,
    masks: Sequence[Mask],
    matches: Iterable[ThemeMatch],
    themes: Mapping[int, ThemeName],
) -> Clause:
    by_person = ThemeMatch.DecidedBy.PERSON
    return Clause(
        number,
        segments(text[excerpt.start : excerpt.end], (), clip(excerpt.start, excerpt.end, masks)),
        excerpt.sentiment,
        tuple(
            Code(themes[match.theme_id], match.polarity, match.confidence, match.decided_by == by_person)
            for match in matches
        ),
    )
