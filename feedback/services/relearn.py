"""Teach the engine what people decided, and read older answers again in its new light. Only a worker imports this.

Only answers that get other themes are written, so nothing flickers on a page meanwhile; which ones moved is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from time import monotonic

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from feedback.models import Analysis, AnalysisRun, Move, Relearning, Review, ThemeMatch
from feedback.services.claim import LEASE
from feedback.services.coder import Coder
from feedback.services.documents import document_of
from feedback.services.merges import targets
from feedback.services.store import store_codings
from feedback.services.verdicts import Code, verdicts_on
from feedback.themes.types import Coding

BATCH = 512
# The newest this many answers are read again; older ones keep what an earlier engine said, as their version tells.
MOST_READ_AGAIN = 20_000

Codes = frozenset[Code]
ENGINE = ThemeMatch.DecidedBy.ENGINE


def waiting_relearnings() -> QuerySet[Relearning]:
    """What is owed and held by nobody; at most one."""
    return Relearning.objects.filter(Q(leased_until=None) | Q(leased_until__lt=Now()), finished_at=None)


def claim_relearning() -> Relearning | None:
    """The relearning that waits, held by the caller for a lease; None if there is none or somebody has it."""
    owed = waiting_relearnings().first()
    if owed is None or not waiting_relearnings().filter(pk=owed.pk).update(leased_until=Now() + LEASE):
        return None
    return owed


def read_again(*, relearning: Relearning, engine: Coder, seconds: float) -> bool:
    """Go on with `relearning` until it is finished (True) or `seconds` have passed (False: ring again).

    A worker that is stopped loses at most a batch; the next one goes on where it was.
    """
    if not relearning.engine_version:
        relearning.engine_version = engine.version
        relearning.reviews = Review.objects.filter(reviewed_at__lte=relearning.learnt_until).count()
        relearning.to_read = min(_older(relearning).count(), MOST_READ_AGAIN)
    ends_at = monotonic() + seconds
    is_over = False
    while not is_over and monotonic() < ends_at:
        size = min(BATCH, relearning.to_read - relearning.read)
        batch = list(_older(relearning).select_related("answer__question").defer("search", "masked")[:size])
        if batch:
            _read(relearning, engine, batch)
        is_over = not batch
    relearning.leased_until = None
    relearning.finished_at = timezone.now() if is_over else None
    relearning.save()
    return is_over


def _older(relearning: Relearning) -> QuerySet[Analysis]:
    """What is still to be read, the newest first."""
    done = Analysis.objects.filter(state=Analysis.State.DONE).order_by("-id")
    return done if relearning.next_before is None else done.filter(pk__lt=relearning.next_before)


def _read(relearning: Relearning, engine: Coder, batch: Sequence[Analysis]) -> None:
    codings = engine.code([document_of(row.answer) for row in batch])
    moved = _moved(batch, codings)
    if moved:
        run = AnalysisRun.objects.create(engine_version=engine.version, started_at=timezone.now())
        run.answers = store_codings(
            run=run, analyses=[row for row, *_ in moved], codings=[coding for _, coding, *_ in moved]
        )
        run.finished_at = timezone.now()
        run.save(update_fields=["answers", "finished_at"])
    Move.objects.bulk_create(
        (
            Move(relearning=relearning, answer=row.answer, before=sorted(before), after=sorted(after))
            for row, _, before, after in moved
        ),
        ignore_conflicts=True,  # of a worker that stopped between the two
    )
    # The others would have been told the same by the new engine: now it has.
    Analysis.objects.filter(pk__in=[row.pk for row in batch]).update(engine_version=engine.version)
    relearning.next_before, relearning.read = batch[-1].pk, relearning.read + len(batch)
    relearning.save()
    Relearning.objects.filter(pk=relearning.pk).update(leased_until=Now() + LEASE)


def _moved(batch: Sequence[Analysis], codings: Sequence[Coding]) -> list[tuple[Analysis, Coding, Codes, Codes]]:
    """The answers of `batch` to which the engine gives other themes, and those before and after."""
    before = _codes(batch, ENGINE)
    by_people = _codes(batch, ThemeMatch.DecidedBy.PERSON)
    verdicts = verdicts_on([row.answer_id for row in batch])
    themes = targets()
    changed = []
    for row, coding in zip(batch, codings, strict=True):
        allowed = {
            (themes[key].theme, polarity)
            for key, polarity in _found(coding)
            if key in themes and verdicts.allow(row.answer_id, themes[key], polarity)
        }
        after = frozenset(allowed - by_people[row.pk])
        if row.answer_id not in verdicts.reviewed and after != before[row.pk]:
            changed.append((row, coding, before[row.pk], after))
    return changed


def _found(coding: Coding) -> set[tuple[str, str]]:
    return {(code.theme, code.polarity) for excerpt in coding.excerpts for code in excerpt.themes}


def _codes(batch: Sequence[Analysis], decided_by: str) -> defaultdict[int, Codes]:
    """By analysis, what it speaks of according to the engine, or to people."""
    rows = ThemeMatch.objects.filter(excerpt__analysis__in=batch, decided_by=decided_by)
    found: defaultdict[int, Codes] = defaultdict(frozenset)
    for analysis, theme, polarity in rows.values_list("excerpt__analysis", "theme", "polarity"):
        found[analysis] |= {(theme, polarity)}
    return found
