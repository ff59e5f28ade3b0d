"""Agreement with people's corrections, and what the page about it says."""

from __future__ import annotations

from math import isclose, sqrt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from feedback.models import Move, Relearning, Review
from feedback.selectors.quality import ENOUGH, agreement
from surveys.models import Team
from tests.builders import a_team, a_theme, a_user
from tests.feedback.dashboard.coded import a_coded_answer
from tests.feedback.dashboard.test_pages import text_of

pytestmark = pytest.mark.django_db


def reviewed(user: User, *results: tuple[int, int, int], team: str = "Orders") -> None:
    """Reviews with these numbers of themes kept, taken away, and added."""
    for agreed, wrong, missed in results:
        Review.objects.create(
            answer=a_coded_answer(team=team),
            reviewed_by=user,
            reviewed_at=timezone.now(),
            agreed=agreed,
            wrong=wrong,
            missed=missed,
        )


def teams() -> tuple[int, ...]:
    return tuple(Team.objects.values_list("pk", flat=True))


def test_without_a_review_there_is_no_figure(manager_client: Client) -> None:
    assert not agreement(teams()).is_enough
    assert f"0 of {ENOUGH}" in text_of(manager_client, "/quality")


def test_agreement_is_micro_averaged_f1(manager: User) -> None:
    reviewed(manager, (2, 0, 0), (1, 1, 0), (0, 0, 2))
    assert agreement(teams()).value == 2 * 3 / (2 * 3 + 1 + 2)


def test_its_error_is_that_of_a_ratio_over_answers(manager: User) -> None:
    results = [(2, 0, 0), (1, 1, 0), (0, 0, 2), (1, 0, 1)]
    reviewed(manager, *results)
    x, y = [2 * a for a, _, _ in results], [2 * a + w + m for a, w, m in results]
    ratio, n = sum(x) / sum(y), len(results)
    residuals = sum((a - ratio * b) ** 2 for a, b in zip(x, y, strict=True))
    assert isclose(agreement(teams()).error, sqrt(n / (n - 1) * residuals) / sum(y))


def test_an_interval_never_leaves_zero_to_one(manager: User) -> None:
    reviewed(manager, (1, 0, 0), (0, 3, 0))
    found = agreement(teams())
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_nobody_changed_anything_is_full_agreement(manager: User) -> None:
    reviewed(manager, *[(1, 0, 0)] * 3)
    found = agreement(teams())
    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_few_reviews_make_no_figure_and_enough_do(manager: User, manager_client: Client) -> None:
    reviewed(manager, *[(1, 0, 0)] * (ENOUGH - 1))
    assert "Too few reviewed answers" in text_of(manager_client, "/quality")
    reviewed(manager, (0, 1, 0))
    shown = text_of(manager_client, "/quality")
    assert "0.98 agreement with your corrections" in shown
    assert f"{ENOUGH} answers reviewed" in shown
    assert "agreement with your corrections 0.98" in text_of(manager_client, "/")


def test_other_teams_reviews_are_not_counted(manager: User, client: Client) -> None:
    reviewed(manager, *[(1, 0, 0)] * ENOUGH, team="Billing")
    client.force_login(a_user("olga", team=a_team("Orders")))
    assert f"0 of {ENOUGH}" in text_of(client, "/quality")


def a_relearning(**values: object) -> Relearning:
    now = timezone.now()
    return Relearning.objects.create(
        learnt_until=now, requested_at=now, engine_version="x+1", reviews=6, read=100, to_read=100, **values
    )


def test_a_lesson_under_way_shows_how_far_it_is(manager_client: Client) -> None:
    a_relearning()
    assert "Reading 100 of 100 older answers again" in text_of(manager_client, "/quality")


def test_what_moved_is_listed_with_what_it_gained_and_lost(manager_client: Client) -> None:
    lesson = a_relearning(finished_at=timezone.now())
    answer = a_coded_answer(text="I waited an hour.")
    speed, respect = (a_theme(key, label=key.title()).pk for key in ("speed", "respect"))
    Move.objects.create(relearning=lesson, answer=answer, before=[[respect, "improve"]], after=[[speed, "improve"]])
    shown = text_of(manager_client, "/quality")
    assert "1 of yours got other themes" in shown
    assert shown.index("I waited an hour.") < shown.index("no longer")


def test_another_teams_moves_are_not_shown(client: Client) -> None:
    lesson = a_relearning(finished_at=timezone.now())
    answer = a_coded_answer(text="Secret words.", team="Billing")
    Move.objects.create(relearning=lesson, answer=answer, before=[], after=[])
    client.force_login(a_user("olga", team=a_team("Orders")))
    shown = text_of(client, "/quality")
    assert "0 of yours" in shown
    assert "Secret words." not in shown
