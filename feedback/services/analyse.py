"""Let the engine read the answers that wait."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import monotonic

from django.utils import timezone

from feedback.models import Analysis, AnalysisRun
from feedback.services.claim import claim, give_up_on_the_hopeless
from feedback.services.coder import Coder
from feedback.services.documents import document_of
from feedback.services.store import store_codings, store_failure
from feedback.themes.types import Coding

logger = logging.getLogger(__name__)

BATCH = 1024


def analyse_waiting(*, engine: Coder, seconds: float) -> bool:
    """Read waiting answers until none is left (True) or `seconds` have passed (False: ring again).

    Every batch is stored as it is read, so a worker that is stopped loses at most the batch in its hands, and that one
    only until its lease runs out.
    """
    give_up_on_the_hopeless()
    run: AnalysisRun | None = None
    ends_at = monotonic() + seconds
    while monotonic() < ends_at:
        batch = claim(limit=BATCH)
        if not batch:
            return True
        run = run or AnalysisRun.objects.create(engine_version=engine.version, started_at=timezone.now())
        _analyse(engine, run, batch)
        run.finished_at = timezone.now()
        run.save(update_fields=["answers", "failures", "finished_at"])
    return False


def _analyse(engine: Coder, run: AnalysisRun, batch: Sequence[Analysis]) -> None:
    """Code and store a batch; one that fails is halved until the answer to blame is alone."""
    try:
        codings = _code(engine, batch)
    except Exception as error:  # whatever an answer provokes, its neighbours must not wait for it
        if len(batch) > 1:
            middle = len(batch) // 2
            _analyse(engine, run, batch[:middle])
            _analyse(engine, run, batch[middle:])
            return
        logger.exception("The engine could not read answer %s", batch[0].answer_id)
        store_failure(run=run, analysis=batch[0], reason=f"{type(error).__name__}: {error}")
        run.failures += 1
        return
    run.answers += store_codings(run=run, analyses=batch, codings=codings)


def _code(engine: Coder, batch: Sequence[Analysis]) -> list[Coding]:
    return engine.code([document_of(row.answer) for row in batch])
