"""A person says what an answer speaks of. It holds at once, the engine learns from it, and no later run undoes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from feedback.models import Analysis, Correction, Excerpt, Review, Theme, ThemeMatch
from feedback.services.enqueue import ANALYSE_TASK
from feedback.services.verdicts import Code
from surveys.doorbell import ring_on_commit
from surveys.models import Answer

Span = tuple[int, int]
PERSON = ThemeMatch.DecidedBy.PERSON


class NotReadYet(Exception):
    """The engine has not read the answer: there is nothing to decide about yet."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A theme of an answer before the decision: where it stands, and whether the engine had found it."""

    span: Span
    engine_said: bool


@transaction.atomic
def review_answer(
    *,
    answer: Answer,
    user: User,
    codes: Collection[Code],
    span: Span | None,
    now: datetime,
    chosen_for: str = "",
) -> Review:
    """Settle what `answer` speaks of: `codes` and nothing else, but for hidden themes, which nobody was shown.

    A theme that is new to the answer is put on the words at `span`, on the whole answer if it is None. A second review
    replaces the first. Raises NotReadYet.
    """
    analysis = _analysis(answer)
    found = _found(analysis)
    before = {code for code, theme in found.items() if theme.engine_said}
    before |= _said_before(answer)
    hidden = _hidden(found)
    kept = {*codes, *hidden}
    spans = {code: found[code].span if code in found else span or (0, len(answer.text)) for code in kept}
    _write_corrections(answer, user, {code: spans.get(code) for code in {*before, *found, *kept}}, before, now)
    _write_matches(analysis, spans)
    before, wanted = before - hidden, kept - hidden
    review, _ = Review.objects.update_or_create(
        answer=answer,
        defaults={
            "reviewed_by": user,
            "reviewed_at": now,
            "chosen_for": chosen_for,
            "agreed": len(before & wanted),
            "wrong": len(before - wanted),
            "missed": len(wanted - before),
        },
    )
    return review


@transaction.atomic
def withdraw_review(*, answer: Answer, now: datetime) -> None:
    """Take back what people decided about `answer`: the engine reads it again, as if nobody had said anything."""
    analysis = _analysis(answer)
    Correction.objects.filter(answer=answer, withdrawn_at=None).update(withdrawn_at=now)
    Review.objects.filter(answer=answer).delete()
    ThemeMatch.objects.filter(excerpt__analysis=analysis).delete()
    Analysis.objects.filter(pk=analysis.pk).update(state=Analysis.State.PENDING, attempts=0, leased_until=None)
    ring_on_commit(ANALYSE_TASK)


def _analysis(answer: Answer) -> Analysis:
    found = Analysis.objects.select_for_update().filter(answer=answer, state=Analysis.State.DONE)
    analysis = found.defer("search").first()
    if analysis is None:
        raise NotReadYet
    return analysis


def _found(analysis: Analysis) -> dict[Code, _Found]:
    """Themes in force, each at the place where it is surest."""
    rows = ThemeMatch.objects.filter(excerpt__analysis=analysis).order_by("confidence", "-excerpt__start")
    return {
        (theme, polarity): _Found((start, end), decided_by != PERSON)
        for theme, polarity, start, end, decided_by in rows.values_list(
            "theme", "polarity", "excerpt__start", "excerpt__end", "decided_by"
        )
    }


def _hidden(codes: Collection[Code]) -> set[Code]:
    """Those whose theme is on no page."""
    themes = set(
        Theme.objects.filter(pk__in={theme for theme, _ in codes}, is_active=False).values_list("pk", flat=True)
    )
    return {code for code in codes if code[0] in themes}


def _said_before(answer: Answer) -> set[Code]:
    """What the engine had said when people decided about the answer for the first time."""
    rows = Correction.objects.filter(answer=answer, withdrawn_at=None, engine_said=True)
    return set(rows.values_list("theme", "polarity"))


def _write_corrections(
    answer: Answer, user: User, spans: Mapping[Code, Span | None], engine_said: Collection[Code], now: datetime
) -> None:
    """One line for every theme that was or is on the answer; a span of None says that it does not hold."""
    Correction.objects.filter(answer=answer, withdrawn_at=None).update(withdrawn_at=now)
    Correction.objects.bulk_create(
        Correction(
            answer=answer,
            theme_id=code[0],
            polarity=code[1],
            holds=span is not None,
            start=span[0] if span else None,
            end=span[1] if span else None,
            engine_said=code in engine_said,
            decided_by=user,
            decided_at=now,
        )
        for code, span in sorted(spans.items())
    )


def _write_matches(analysis: Analysis, spans: Mapping[Code, Span]) -> None:
    """Make the answer speak of exactly these themes, by a person's decision."""
    there = ThemeMatch.objects.filter(excerpt__analysis=analysis)
    kept = {match.pk: (match.theme_id, match.polarity) for match in there if (match.theme_id, match.polarity) in spans}
    there.exclude(pk__in=kept).delete()
    ThemeMatch.objects.filter(pk__in=kept).update(decided_by=PERSON, confidence=1)
    added = {code: span for code, span in spans.items() if code not in kept.values()}
    excerpts = _excerpts(analysis, added.values())
    ThemeMatch.objects.bulk_create(
        ThemeMatch(
            excerpt=excerpts[span],
            theme_id=theme,
            coded_as_id=theme,
            polarity=polarity,
            confidence=1,
            decided_by=PERSON,
        )
        for (theme, polarity), span in sorted(added.items())
    )


def _excerpts(analysis: Analysis, spans: Iterable[Span]) -> dict[Span, Excerpt]:
    Excerpt.objects.bulk_create(
        (
            Excerpt(analysis=analysis, start=start, end=end, sentiment=analysis.sentiment)
            for start, end in sorted(set(spans))
        ),
        ignore_conflicts=True,
    )
    return {(excerpt.start, excerpt.end): excerpt for excerpt in Excerpt.objects.filter(analysis=analysis)}
