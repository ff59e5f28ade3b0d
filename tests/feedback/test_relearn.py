"""The engine learns from reviews and reads older answers again; what moved is kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from feedback.models import Analysis, Move, Relearning, ThemeMatch
from feedback.services.learnt_engine import lessons, shared_engine, untaught_engine
from feedback.services.relearn import claim_relearning, read_again
from feedback.services.relearn_request import request_relearning
from feedback.services.review import review_answer, withdraw_review
from feedback.tasks import analyse, relearn
from feedback.themes.types import CodedExcerpt, Coding, Document, ThemeCode
from surveys.models import Answer
from tests.builders import a_theme, a_user
from tests.feedback.dashboard.coded import IMPROVE, a_coded_answer
from tests.feedback.test_analyse import queued

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=5)


class Taught:
    """An engine that finds `speed` where it has been taught to."""

    version = "taught-1+abc"

    def __init__(self, *words: str) -> None:
        self.words = words
        self.read: list[str] = []

    def code(self, documents: Sequence[Document], /) -> list[Coding]:
        self.read += [document.text for document in documents]
        return [self._coding(document) for document in documents]

    def _coding(self, document: Document) -> Coding:
        codes = (ThemeCode("speed", "improve", 0.7),) if document.text.startswith(self.words) else ()
        clause = CodedExcerpt(0, len(document.text), "neg", codes)
        return Coding(document.id, (), "neg", 0.0, (), (), (clause,))


def reviewed(*codes: tuple[str, str], text: str = "Reviewed.") -> Answer:
    answer = a_coded_answer(text=text)
    wanted = [(a_theme(key).pk, polarity) for key, polarity in codes]
    review_answer(answer=answer, user=a_user(f"mira-{answer.pk}"), codes=wanted, span=None, now=timezone.now())
    return answer


def owed() -> Relearning:
    assert request_relearning(now=timezone.now() + LATER)
    claimed = claim_relearning()
    assert claimed
    return claimed


def test_nothing_is_owed_before_the_first_review() -> None:
    a_coded_answer()
    assert request_relearning(now=timezone.now() + LATER) is None


def test_a_lesson_waits_until_the_reviewer_pauses() -> None:
    reviewed()
    assert request_relearning(now=timezone.now()) is None
    assert request_relearning(now=timezone.now() + LATER)


def test_one_relearning_is_owed_at_a_time() -> None:
    reviewed()
    assert request_relearning(now=timezone.now() + LATER)
    assert request_relearning(now=timezone.now() + LATER) is None
    assert Relearning.objects.count() == 1


def test_what_was_learnt_is_not_learnt_again() -> None:
    reviewed()
    assert read_again(relearning=owed(), engine=Taught(), seconds=5)
    assert request_relearning(now=timezone.now() + LATER) is None


def test_a_review_that_was_taken_back_is_unlearnt() -> None:
    answer = reviewed()
    assert read_again(relearning=owed(), engine=Taught(), seconds=5)
    withdraw_review(answer=answer, now=timezone.now())
    assert request_relearning(now=timezone.now() + LATER)


def test_a_relearning_is_claimed_by_one_worker() -> None:
    reviewed()
    owed()
    assert claim_relearning() is None


def test_older_answers_get_the_themes_of_the_taught_engine() -> None:
    reviewed()
    old = a_coded_answer(text="Slow, slow.")
    relearning = owed()
    assert read_again(relearning=relearning, engine=Taught("Slow"), seconds=5)
    match = ThemeMatch.objects.get(excerpt__analysis__answer=old)
    assert (match.theme.key, match.decided_by, match.engine_version) == ("speed", "engine", "taught-1+abc")
    move = Move.objects.get()
    assert (move.answer, move.before, move.after) == (old, [], [[match.theme_id, "improve"]])


def test_only_what_moved_is_named() -> None:
    reviewed()
    a_coded_answer(("speed", IMPROVE), text="Slow, slow.")
    a_coded_answer(text="All fine.")
    assert read_again(relearning=owed(), engine=Taught("Slow"), seconds=5)
    assert not Move.objects.exists()


def test_a_reviewed_answer_is_not_moved() -> None:
    answer = reviewed(("respect", IMPROVE), text="Slow and rude.")
    assert read_again(relearning=owed(), engine=Taught("Slow"), seconds=5)
    assert ThemeMatch.objects.get().theme.key == "respect"
    assert not Move.objects.filter(answer=answer).exists()


def test_every_answer_that_was_read_again_says_by_which_engine() -> None:
    reviewed()
    a_coded_answer(text="All fine.")
    assert read_again(relearning=owed(), engine=Taught(), seconds=5)
    assert set(Analysis.objects.values_list("engine_version", flat=True)) == {"taught-1+abc"}


def test_no_answer_waits_while_the_engine_reads_again() -> None:
    reviewed()
    a_coded_answer(text="Slow, slow.")
    read_again(relearning=owed(), engine=Taught("Slow"), seconds=5)
    assert not Analysis.objects.exclude(state=Analysis.State.DONE).exists()


def test_broken_off_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.services.relearn.BATCH", 1)
    reviewed()
    for number in range(3):
        a_coded_answer(text=f"Slow {number}.")
    engine = Taught("Slow")
    relearning = owed()
    assert not read_again(relearning=relearning, engine=engine, seconds=0)
    again = claim_relearning()
    assert again
    assert read_again(relearning=again, engine=engine, seconds=5)
    assert engine.read == ["Slow 2.", "Slow 1.", "Slow 0.", "Reviewed."]
    assert Move.objects.count() == 3


def test_a_lesson_is_what_people_left_standing() -> None:
    reviewed(("speed", IMPROVE), ("respect", "praise"))
    reviewed()
    taught = lessons(owed())
    assert [(lesson.improve, lesson.praise, lesson.routes) for lesson in taught] == [
        (("speed",), ("respect",), None),
        ((), (), None),
    ]


@pytest.fixture
def models(settings: Settings) -> None:
    settings.MODEL_CACHE_DIR = Path(os.environ["AFTERCHAT_MODEL_CACHE"])


def test_the_real_engine_learns_a_persons_decision_and_forgets_it_again(models: None) -> None:
    text = "The agent kept putting me on hold with that dreadful music."
    queued(text, text + " Really.")
    analyse()
    first, second = Answer.objects.order_by("id")
    theme = a_theme("care")
    a_theme("empathy")
    before = untaught_engine().version
    review_answer(answer=first, user=a_user("mira"), codes=[(theme.pk, "improve")], span=None, now=timezone.now())
    request_relearning(now=timezone.now() + LATER)
    relearn()
    assert shared_engine().version.startswith(f"{before}+")
    assert Relearning.objects.get().finished_at
    withdraw_review(answer=first, now=timezone.now())
    request_relearning(now=timezone.now() + LATER)
    relearn()
    analyse()
    assert shared_engine().version == before
    themes = [set(found.values_list("theme__key", flat=True)) for found in (_of(first), _of(second))]
    assert themes[0] == themes[1]


def _of(answer: Answer) -> QuerySet[ThemeMatch]:
    return ThemeMatch.objects.filter(excerpt__analysis__answer=answer)
