from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from feedback.selectors.proportions import (
    Direction,
    Share,
    compare,
    difference_interval,
    is_clearly_ahead,
    is_unusual,
    usual_ranges,
    wilson,
)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I: the score method without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_literature(count: int, total: int, low: float, high: float) -> None:
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table II: method 10.
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_the_interval_of_a_difference_is_that_of_the_literature(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    assert difference_interval(Share(*now), Share(*before), z=1.96) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_means_anything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert Share(0, 0).value == 0.0


@given(st.integers(0, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_a_share_lies_within_its_interval(numbers: tuple[int, int]) -> None:
    share = Share(*numbers)
    assert 0.0 <= share.low <= share.value <= share.high <= 1.0


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        ((170, 1000), (90, 1000), Direction.MORE),
        ((90, 1000), (170, 1000), Direction.LESS),
        ((17, 100), (9, 100), Direction.UNCLEAR),
        ((3, 3), (0, 3), Direction.UNCLEAR),
        ((0, 50), (0, 50), Direction.UNCLEAR),
    ],
)
def test_a_change_is_said_only_beyond_noise(
    now: tuple[int, int], before: tuple[int, int], direction: Direction
) -> None:
    change = compare(Share(*now), Share(*before))
    assert change is not None
    assert change.direction == direction


def test_a_period_without_answers_is_not_compared() -> None:
    assert compare(Share(3, 10), Share(0, 0)) is None
    assert compare(Share(0, 0), Share(3, 10)) is None


def test_points_are_percentage_points() -> None:
    change = compare(Share(30, 100), Share(10, 100))
    assert change is not None
    assert change.points == pytest.approx(20)


def test_a_narrow_lead_is_not_clear() -> None:
    assert is_clearly_ahead(Share(60, 200), Share(20, 200))
    assert not is_clearly_ahead(Share(22, 200), Share(20, 200))
    assert not is_clearly_ahead(Share(0, 0), Share(0, 0))


def test_a_quiet_series_stays_in_its_usual_range_and_a_jump_does_not() -> None:
    weeks = [Share(count, 100) for count in (10, 12, 9, 11, 8, 10, 30)]
    ranges = usual_ranges(weeks)
    assert [is_unusual(share, usual) for share, usual in zip(weeks, ranges, strict=True)] == [False] * 6 + [True]


def test_the_usual_range_is_wider_in_a_week_of_few_answers() -> None:
    many, few = usual_ranges([Share(10, 100), Share(1, 10)])
    assert many and few
    assert few[0] < many[0] < 0.1 < many[1] < few[1]


def test_one_answer_is_never_unusual_by_itself() -> None:
    for before in (Share(0, 2000), Share(1, 20), Share(19, 20)):
        weeks = [*[before] * 11, Share(1, 2)]
        assert not is_unusual(weeks[-1], usual_ranges(weeks)[-1])


def test_a_week_without_answers_has_no_usual_range() -> None:
    assert usual_ranges([Share(0, 0), Share(0, 0)]) == (None, None)
    assert not is_unusual(Share(0, 0), None)


@pytest.mark.parametrize("share", [0.005, 0.02, 0.1, 0.5])
@pytest.mark.parametrize("answers", [3, 10, 50, 400, 2000])
def test_chance_alone_leaves_the_usual_range_in_less_than_one_week_of_a_hundred(share: float, answers: int) -> None:
    (usual,) = usual_ranges([Share(round(share * 10**9), 10**9), Share(0, answers)])[1:]
    assert usual
    inside = [count for count in range(answers + 1) if not is_unusual(Share(count, answers), usual)]
    outside = 1 - sum(binom.pmf(count, answers, share) for count in inside)
    assert outside < 0.01


def test_nothing_is_clear_against_a_handful_of_answers() -> None:
    change = compare(Share(12, 340), Share(6, 7))
    assert change and change.direction == Direction.UNCLEAR
    enough = compare(Share(12, 340), Share(18, 21))
    assert enough and enough.direction == Direction.LESS
