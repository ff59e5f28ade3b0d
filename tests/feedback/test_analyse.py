from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from feedback.models import Analysis, AnalysisRun, Excerpt, ThemeMatch
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.periods import Period
from feedback.services.analyse import analyse_waiting
from feedback.services.claim import MAX_ATTEMPTS, claim
from feedback.services.enqueue import enqueue_again, enqueue_analysis
from feedback.themes.redact import find
from feedback.themes.types import CodedExcerpt, Coding, Document, Redaction, ThemeCode
from surveys.models import Answer, Response, Team
from tests.builders import a_response, a_theme

pytestmark = pytest.mark.django_db


class Scripted:
    """An engine that finds `informed` in everything, and fails on the answers it is told to."""

    def __init__(self, *, fails_on: str = "\0", version: str = "scripted-1", theme: str = "informed") -> None:
        self.fails_on, self.version, self.theme = fails_on, version, theme
        self.batches: list[list[str]] = []

    def code(self, documents: Sequence[Document], /) -> list[Coding]:
        self.batches.append([document.text for document in documents])
        if any(self.fails_on in document.text for document in documents):
            raise ValueError("cannot read this")
        return [self._coding(document) for document in documents]

    def _coding(self, document: Document) -> Coding:
        clause = CodedExcerpt(0, len(document.text), "neg", (ThemeCode(self.theme, "improve", 0.8),))
        return Coding(document.id, ("serious",), "neg", -0.5, ("anger",), (Redaction(0, 1, "email"),), (clause,))


def queued(*texts: str) -> list[Answer]:
    a_theme()
    responses = [a_response(answers={"better": text}) for text in texts]
    for response in responses:
        enqueue_analysis(response=response)
    return list(Answer.objects.order_by("id"))


def test_every_answer_of_a_response_is_owed_one_analysis() -> None:
    response = a_response(answers={"better": "Be faster.", "liked": "Friendly."})
    enqueue_analysis(response=response)
    assert Analysis.objects.filter(state=Analysis.State.PENDING).count() == 2


def test_announcing_a_response_twice_owes_nothing_twice() -> None:
    response = a_response()
    enqueue_analysis(response=response)
    enqueue_analysis(response=response)
    assert Analysis.objects.count() == 1


def test_what_the_engine_found_is_stored_whole() -> None:
    (answer,) = queued("Nobody told me anything.")
    assert analyse_waiting(engine=Scripted(), seconds=5)
    analysis = Analysis.objects.get(answer=answer)
    assert (analysis.state, analysis.sentiment, analysis.polarity) == ("done", "neg", -0.5)
    assert (analysis.routes, analysis.emotions) == (["serious"], ["anger"])
    assert analysis.redactions == [[0, 1, "email"]]
    match = ThemeMatch.objects.get()
    assert (match.theme.key, match.polarity, match.confidence) == ("informed", "improve", 0.8)
    assert (match.excerpt.start, match.excerpt.end) == (0, len(answer.text))
    assert match.engine_version == analysis.engine_version == "scripted-1"


def test_a_run_counts_what_it_read() -> None:
    queued("One.", "Two.")
    analyse_waiting(engine=Scripted(), seconds=5)
    run = AnalysisRun.objects.get()
    assert (run.answers, run.failures) == (2, 0)
    assert run.finished_at is not None


def test_nothing_waiting_makes_no_run() -> None:
    assert analyse_waiting(engine=Scripted(), seconds=5)
    assert not AnalysisRun.objects.exists()


def test_out_of_time_says_that_there_is_more() -> None:
    queued("One.")
    assert not analyse_waiting(engine=Scripted(), seconds=0)


def test_an_answer_is_not_read_twice() -> None:
    queued("One.")
    engine = Scripted()
    analyse_waiting(engine=engine, seconds=5)
    analyse_waiting(engine=engine, seconds=5)
    assert engine.batches == [["One."]]


def test_the_newest_answers_are_read_first() -> None:
    queued("Old.", "New.")
    (row,) = claim(limit=1)
    assert row.answer.text == "New."


def test_a_row_that_somebody_holds_is_not_claimed_again() -> None:
    queued("One.")
    assert len(claim(limit=10)) == 1
    assert claim(limit=10) == []


def test_a_lease_that_ran_out_is_claimed_again() -> None:
    queued("One.")
    claim(limit=10)
    Analysis.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert len(claim(limit=10)) == 1


def test_answers_that_were_tried_before_come_alone() -> None:
    queued("One.", "Two.", "Three.")
    claim(limit=10)
    Analysis.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert [len(claim(limit=10)) for _ in range(4)] == [1, 1, 1, 0]


def test_an_answer_that_kills_every_worker_ends_as_failed() -> None:
    queued("One.")
    Analysis.objects.update(attempts=MAX_ATTEMPTS)
    analyse_waiting(engine=Scripted(), seconds=5)
    analysis = Analysis.objects.get()
    assert analysis.state == Analysis.State.FAILED
    assert "stopped" in analysis.failure


def test_an_answer_the_engine_cannot_read_takes_no_neighbour_with_it() -> None:
    queued("One.", "Two.", "poison", "Four.", "Five.")
    assert analyse_waiting(engine=Scripted(fails_on="poison"), seconds=5)
    assert Analysis.objects.filter(state=Analysis.State.DONE).count() == 4
    failed = Analysis.objects.get(state=Analysis.State.FAILED)
    assert failed.answer.text == "poison"
    assert failed.failure == "ValueError: cannot read this"
    assert AnalysisRun.objects.get().failures == 1


def test_reading_again_replaces_what_the_engine_said_before() -> None:
    queued("One.")
    a_theme("speed")
    analyse_waiting(engine=Scripted(), seconds=5)
    Analysis.objects.update(state=Analysis.State.PENDING, attempts=0)
    analyse_waiting(engine=Scripted(version="scripted-2", theme="speed"), seconds=5)
    assert [match.theme.key for match in ThemeMatch.objects.all()] == ["speed"]
    assert Excerpt.objects.count() == 1


def test_reading_again_leaves_a_persons_decision_alone() -> None:
    queued("One.")
    analyse_waiting(engine=Scripted(), seconds=5)
    ThemeMatch.objects.update(decided_by=ThemeMatch.DecidedBy.PERSON, confidence=1)
    Analysis.objects.update(state=Analysis.State.PENDING, attempts=0)
    analyse_waiting(engine=Scripted(version="scripted-2"), seconds=5)
    match = ThemeMatch.objects.get()
    assert (match.decided_by, match.confidence) == ("person", 1)


def test_an_answer_erased_while_it_was_read_is_left_out() -> None:
    queued("One.", "Two.")

    class Erasing(Scripted):
        def code(self, documents: Sequence[Document], /) -> list[Coding]:
            Response.objects.filter(answers__text="One.").delete()
            return super().code(documents)

    analyse_waiting(engine=Erasing(), seconds=5)
    assert [analysis.answer.text for analysis in Analysis.objects.all()] == ["Two."]
    assert AnalysisRun.objects.get().answers == 1


def test_a_theme_the_database_does_not_have_is_left_out() -> None:
    queued("One.")
    analyse_waiting(engine=Scripted(theme="unheard-of"), seconds=5)
    assert Analysis.objects.get().state == Analysis.State.DONE
    assert not ThemeMatch.objects.exists()


def test_everything_can_be_read_again() -> None:
    queued("One.", "Two.")
    analyse_waiting(engine=Scripted(), seconds=5)
    call_command("reanalyse", stdout=StringIO())
    analyse_waiting(engine=Scripted(version="scripted-2"), seconds=5)
    assert set(Analysis.objects.values_list("engine_version", flat=True)) == {"scripted-2"}
    assert ThemeMatch.objects.count() == 2


def test_only_the_failed_can_be_read_again() -> None:
    queued("One.", "poison")
    analyse_waiting(engine=Scripted(fails_on="poison"), seconds=5)
    assert enqueue_again(only_failed=True) == 1
    assert Analysis.objects.get(state=Analysis.State.PENDING).answer.text == "poison"


@pytest.mark.parametrize(("words", "is_found"), [("parcel", True), ("kim@example.com", False), ("4111", False)])
def test_what_is_hidden_in_an_answer_cannot_be_searched_for(words: str, is_found: bool) -> None:
    text = "Lost parcel, write to kim@example.com, card 4111 1111 1111 1111."

    class Masking(Scripted):
        def code(self, documents: Sequence[Document], /) -> list[Coding]:
            return [replace(coding, redactions=find(text)) for coding in super().code(documents)]

    queued(text)
    analyse_waiting(engine=Masking(), seconds=5)
    teams = tuple(Team.objects.values_list("pk", flat=True))
    assert AnswerFilter(teams=teams, period=Period(), query=words).answers().exists() is is_found
