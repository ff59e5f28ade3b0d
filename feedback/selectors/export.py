"""Answers as rows of a table, for another program: the filter of the page, personal data masked, any number of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback.models import Analysis
from feedback.selectors.answers import (
    WITH,
    agents_by_conversation,
    analysis_of,
    masks_of,
    matches_by_answer,
    newest_first,
    tags_of,
)
from feedback.selectors.codebook import ThemeName, route_labels
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.matches import IMPROVE, PRAISE
from feedback.selectors.segments import segments
from surveys.models import Answer

CHUNK = 500  # answers in memory at a time
COLUMNS = (
    *("answered_at", "team", "agents", "channel", "language", "tags", "question", "answer"),
    *("could_be_better", "done_well", "sentiment", "emotions", "kinds", "answer_id", "chat_id"),
)
JOINED = "; "
# What a spreadsheet takes for a formula; a customer must not be able to write one.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_rows(chosen: AnswerFilter, *, themes: Mapping[int, ThemeName]) -> Iterator[tuple[str, ...]]:
    """The header, and a row for every answer of `chosen`, the newest first; every cell is safe in a spreadsheet."""
    yield COLUMNS
    found = newest_first(chosen.answers()).select_related(*WITH, "response__conversation")
    chunk: list[Answer] = []
    for answer in found.iterator(chunk_size=CHUNK):
        chunk.append(answer)
        if len(chunk) == CHUNK:
            yield from _rows(chunk, themes)
            chunk = []
    yield from _rows(chunk, themes)


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet computes it: with an apostrophe before what begins like a formula."""
    return f"'{text}" if text.lstrip(" \n\u00a0\ufeff").startswith(FORMULA) or text.startswith(FORMULA) else text


def _rows(answers: list[Answer], themes: Mapping[int, ThemeName]) -> Iterator[tuple[str, ...]]:
    matches = matches_by_answer(answers, themes)
    agents = agents_by_conversation({answer.response.conversation_id for answer in answers})
    for answer in answers:
        tags = tags_of(matches[answer.pk], themes)
        sides = {side: [tag.theme.label for tag in tags if tag.polarity == side] for side in (IMPROVE, PRAISE)}
        chat = answer.response.conversation
        analysis = analysis_of(answer) or Analysis()
        cells = (
            answer.response.submitted_at.isoformat(timespec="seconds"),
            answer.response.team.name,
            JOINED.join(agents[answer.response.conversation_id]),
            chat.channel,
            chat.language,
            JOINED.join(map(str, chat.tags)),
            answer.asked,
            _masked(answer),
            JOINED.join(sides[IMPROVE]),
            JOINED.join(sides[PRAISE]),
            analysis.get_sentiment_display() if analysis.sentiment else "",
            JOINED.join(analysis.emotions),
            JOINED.join(route_labels().get(route, route) for route in analysis.routes),
            str(answer.pk),
            chat.external_id,
        )
        yield tuple(safe_cell(cell) for cell in cells)


def _masked(answer: Answer) -> str:
    """The words as a page shows them, also where the engine has not been yet."""
    shown = segments(answer.text, (), masks_of(answer))
    return "".join(f"[{part.hidden}]" if part.hidden else part.text for part in shown)
