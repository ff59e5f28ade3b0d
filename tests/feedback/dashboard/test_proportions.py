from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.selectors.proportions import (
    Direction,
    Share,
    compare,
    difference_interval,
    is_clearly_ahead,
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
