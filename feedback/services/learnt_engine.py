"""The engine of this process, with what people taught it. Only a worker imports this: it loads the model."""

from __future__ import annotations

import gc
from functools import cache
from threading import Lock

from django.conf import settings

from feedback.models import Correction, Relearning, Review
from feedback.services.documents import document_of
from feedback.themes.engine import Engine, load_engine
from feedback.themes.learn import Correction as Lesson
from surveys.models import Answer

# The newest this many: learning takes a second for a thousand and grows with the square.
MOST_LESSONS = 1000
_one_at_a_time = Lock()
_learnt: dict[int, Engine] = {}  # by relearning; only the newest is kept


def shared_engine() -> Engine:
    """The engine as the last relearning left it; threads that ask at once wait for the same one."""
    last = Relearning.objects.order_by("-id").first()
    return engine_after(last) if last else untaught_engine()


def untaught_engine() -> Engine:
    """The engine as it ships."""
    with _one_at_a_time:
        return _engine()


def engine_after(relearning: Relearning) -> Engine:
    """The engine taught by every review up to `relearning.learnt_until`."""
    with _one_at_a_time:
        if relearning.pk not in _learnt:
            taught = _engine().corrected(lessons(relearning))
            _learnt.clear()
            _learnt[relearning.pk] = taught
        return _learnt[relearning.pk]


def lessons(relearning: Relearning) -> list[Lesson]:
    """The reviewed answers that `relearning` knows, with the themes people left standing."""
    reviews = Review.objects.filter(reviewed_at__lte=relearning.learnt_until).order_by("-reviewed_at", "-pk")
    answers = list(reviews.values_list("answer", flat=True)[:MOST_LESSONS])
    held: dict[tuple[int, str], list[str]] = {}
    rows = Correction.objects.filter(answer__in=answers, holds=True, withdrawn_at=None).order_by("theme__key")
    for answer, polarity, key in rows.values_list("answer", "polarity", "theme__key"):
        held.setdefault((answer, polarity), []).append(key)
    return [
        Lesson(
            document_of(answer), tuple(held.get((answer.pk, "improve"), ())), tuple(held.get((answer.pk, "praise"), ()))
        )
        for answer in Answer.objects.filter(pk__in=answers).select_related("question").order_by("pk")
    ]


@cache
def _engine() -> Engine:
    # One thread: a worker scales by its processes, and these would only get in each other's way.
    engine = load_engine(cache_dir=settings.MODEL_CACHE_DIR, threads=1)
    gc.freeze()  # the model stays: the garbage collector need not walk through it again and again
    return engine
