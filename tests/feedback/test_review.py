"""What a person decides about an answer holds at once and against every later run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from feedback.models import Analysis, Correction, Excerpt, Review, Theme, ThemeMatch
from feedback.services.analyse import analyse_waiting
from feedback.services.enqueue import enqueue_again
from feedback.services.review import NotReadYet, review_answer, withdraw_review
from feedback.services.verdicts import Code
from surveys.models import Answer
from tests.builders import a_theme, a_user
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer
from tests.feedback.test_analyse import Scripted, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> User:
    return a_user("mira")


def code(key: str, polarity: str = IMPROVE) -> Code:
    return a_theme(key).pk, polarity


def decide(answer: Answer, user: User, *codes: Code, span: tuple[int, int] | None = None) -> Review:
    return review_answer(answer=answer, user=user, codes=codes, span=span, now=timezone.now())


def matches(answer: Answer) -> list[tuple[str, str, str]]:
    rows = ThemeMatch.objects.filter(excerpt__analysis__answer=answer).order_by("theme__key")
    return list(rows.values_list("theme__key", "polarity", "decided_by"))


def read_again(theme: str = "informed", version: str = "scripted-2") -> None:
    enqueue_again()
    analyse_waiting(engine=Scripted(theme=theme, version=version), seconds=5)


def test_a_theme_that_was_taken_away_is_gone(mira: User) -> None:
    answer = a_coded_answer(("speed", IMPROVE), ("respect", IMPROVE))
    decide(answer, mira, code("speed"))
    assert matches(answer) == [("speed", "improve", "person")]


def test_a_theme_that_was_taken_away_never_comes_back(mira: User) -> None:
    (answer,) = queued("One.")
    analyse_waiting(engine=Scripted(), seconds=5)
    decide(answer, mira)
    for run in range(3):
        read_again(version=f"scripted-{run}")
    assert matches(answer) == []


def test_a_theme_that_was_added_stays_when_the_engine_reads_again(mira: User) -> None:
    (answer,) = queued("One.")
    analyse_waiting(engine=Scripted(), seconds=5)
    decide(answer, mira, code("speed", PRAISE))
    read_again()
    assert matches(answer) == [("speed", "praise", "person")]


def test_a_reviewed_answer_gets_no_new_theme_by_a_later_run(mira: User) -> None:
    (answer,) = queued("One.")
    a_theme("speed")
    analyse_waiting(engine=Scripted(), seconds=5)
    decide(answer, mira, code("informed"))
    read_again(theme="speed")
    assert matches(answer) == [("informed", "improve", "person")]


def test_an_added_theme_is_put_on_the_chosen_words(mira: User) -> None:
    answer = a_coded_answer(text="Slow reply. Rude agent.")
    decide(answer, mira, code("respect"), span=(12, 23))
    match = ThemeMatch.objects.get()
    assert (match.excerpt.start, match.excerpt.end) == (12, 23)


def test_without_chosen_words_an_added_theme_is_put_on_the_whole_answer(mira: User) -> None:
    answer = a_coded_answer(text="Slow.")
    decide(answer, mira, code("speed"))
    match = ThemeMatch.objects.get()
    assert (match.excerpt.start, match.excerpt.end) == (0, 5)


def test_a_review_says_how_right_the_engine_was(mira: User) -> None:
    answer = a_coded_answer(("speed", IMPROVE), ("respect", IMPROVE), ("clarity", IMPROVE))
    review = decide(answer, mira, code("speed"), code("respect"), code("patience"))
    assert (review.agreed, review.wrong, review.missed) == (2, 1, 1)


def test_a_second_look_is_still_compared_with_what_the_engine_said_first(mira: User) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    decide(answer, mira)
    review = decide(answer, mira, code("speed"), code("patience"))
    assert (review.agreed, review.wrong, review.missed) == (1, 0, 1)
    assert Review.objects.count() == 1
    assert matches(answer) == [("patience", "improve", "person"), ("speed", "improve", "person")]


def test_every_decision_stays_written_down(mira: User) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    decide(answer, mira)
    decide(answer, mira, code("speed"))
    rows = Correction.objects.order_by("id").values_list("holds", "engine_said", "withdrawn_at")
    assert [(holds, said, at is None) for holds, said, at in rows] == [(False, True, False), (True, True, True)]


def test_taken_back_the_engine_reads_the_answer_as_if_nobody_had_decided(mira: User) -> None:
    (answer,) = queued("One.")
    analyse_waiting(engine=Scripted(), seconds=5)
    decide(answer, mira, code("speed"))
    withdraw_review(answer=answer, now=timezone.now())
    assert not Review.objects.exists()
    analyse_waiting(engine=Scripted(), seconds=5)
    assert matches(answer) == [("informed", "improve", "engine")]
    assert Excerpt.objects.count() == 1


def test_another_answer_is_left_alone(mira: User) -> None:
    answer, other = (a_coded_answer(("speed", IMPROVE)) for _ in range(2))
    decide(answer, mira)
    assert matches(other) == [("speed", "improve", "engine")]


def test_a_hidden_theme_that_nobody_was_shown_is_not_taken_away(mira: User) -> None:
    answer = a_coded_answer(("speed", IMPROVE), ("respect", IMPROVE))
    Theme.objects.filter(key="speed").update(is_active=False)
    review = decide(answer, mira, code("respect"))
    assert {key for key, *_ in matches(answer)} == {"speed", "respect"}
    assert (review.agreed, review.wrong, review.missed) == (1, 0, 0)


def test_nothing_is_decided_about_an_answer_that_nobody_has_read(mira: User) -> None:
    (answer,) = queued("One.")
    with pytest.raises(NotReadYet):
        decide(answer, mira, code("speed"))
    assert not Correction.objects.exists()


def test_a_single_rejection_without_a_review_holds_as_well(mira: User) -> None:
    (answer,) = queued("One.")
    theme, polarity = code("informed")
    Correction.objects.create(
        answer=answer, theme_id=theme, polarity=polarity, holds=False, engine_said=True, decided_at=timezone.now()
    )
    analyse_waiting(engine=Scripted(), seconds=5)
    assert Analysis.objects.get().state == Analysis.State.DONE
    assert matches(answer) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_same_decisions_in_any_order_leave_the_same_themes(mira: User, order: Sequence[int]) -> None:
    answers = [a_coded_answer(("speed", IMPROVE)) for _ in range(2)]
    wanted = [(code("respect"),), ()]
    for number in order:
        decide(answers[number], mira, *wanted[number])
    assert [matches(answer) for answer in answers] == [[("respect", "improve", "person")], []]


def test_time_of_the_review_is_the_one_given(mira: User) -> None:
    answer, then = a_coded_answer(), timezone.now() - timedelta(days=3)
    review_answer(answer=answer, user=mira, codes=(), span=None, now=then)
    assert Review.objects.get().reviewed_at == then
