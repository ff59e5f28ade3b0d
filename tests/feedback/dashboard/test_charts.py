from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.charts import HEIGHT, WIDTH
from feedback.charts.bars import bar
from feedback.charts.columns import columns
from feedback.charts.lines import Point, dots, line
from feedback.charts.scale import count_top, share_top
from feedback.selectors.proportions import Share
from feedback.templatetags.charts import unusual_dots


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


@pytest.mark.parametrize(
    ("highest", "top"), [(0.0, 0.02), (0.07, 0.08), (0.21, 0.24), (0.5, 0.5), (1.0, 1.0), (1.4, 1.0)]
)
def test_an_axis_of_shares_ends_at_a_round_number(highest: float, top: float) -> None:
    assert share_top(highest) == top


@given(st.integers(0, 10_000_000))
def test_an_axis_of_counts_holds_the_highest_and_has_a_whole_middle(highest: int) -> None:
    top = count_top(highest)
    assert top >= max(highest, 1)
    assert top % 2 == 0
    assert top <= max(2, highest * 2.5)


def test_a_line_runs_from_edge_to_edge() -> None:
    drawn = line([Point(0.1, 0.0, 0.2), Point(0.2, 0.1, 0.4)], top=0.4)
    assert drawn.stroke == "M0.0 75.0L1000.0 50.0"
    assert drawn.band == "M0.0 100.0L1000.0 75.0L1000.0 0.0L0.0 50.0Z"
    assert drawn.end == "M1000.0 50.0h0"


def test_a_gap_breaks_the_line_and_is_not_a_zero() -> None:
    drawn = line([Point(0.1, 0, 0.2), None, Point(0.1, 0, 0.2), Point(0.2, 0, 0.3)], top=0.4)
    assert drawn.stroke.count("M") == 2
    assert drawn.stroke.startswith("M0.0 75.0h0 M")


def test_no_point_at_all_draws_nothing() -> None:
    drawn = line([None, None], top=0.4)
    assert (drawn.stroke, drawn.band, drawn.end) == ("", "", "")


def test_a_single_week_is_a_dot_in_the_middle() -> None:
    assert line([Point(0.2, 0.1, 0.3)], top=0.4).stroke == "M500.0 50.0h0"


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=60), st.sampled_from([0.02, 0.4, 1.0]))
def test_no_line_leaves_the_plot(values: list[float | None], top: float) -> None:
    drawn = line([None if value is None else Point(value, value / 2, 1.0) for value in values], top=top)
    assert all(0 <= number <= WIDTH for number in numbers(drawn.stroke + drawn.band + drawn.end))


def test_a_bar_is_drawn_to_the_scale_of_its_axis() -> None:
    drawn = bar(0.1, 0.05, 0.2, top=0.4)
    assert (drawn.width, drawn.low, drawn.high, drawn.goes_on) == (250, 125, 500, False)


def test_an_interval_beyond_the_axis_is_cut_off_and_says_so() -> None:
    drawn = bar(0.2, 0.1, 0.9, top=0.4)
    assert drawn.high == WIDTH
    assert drawn.goes_on


def test_a_column_stacks_its_parts_from_the_floor() -> None:
    (column,) = columns([[5, 0, 5]], top=20)
    assert [(block.kind, block.y, block.height) for block in column.blocks] == [(0, 75, 25), (2, 50, 25)]


def test_no_columns_for_no_weeks() -> None:
    assert columns([], top=2) == ()


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=5), min_size=1, max_size=53))
def test_columns_keep_within_the_plot(stacks: list[list[int]]) -> None:
    drawn = columns(
        stacks, top=max(1, *(sum(stack) for stack in stacks)) if len(stacks) > 1 else max(1, sum(stacks[0]))
    )
    assert all(column.x + column.width <= WIDTH + 1 for column in drawn)
    assert all(
        block.y >= -0.1 and block.y + block.height <= HEIGHT + 0.1 for column in drawn for block in column.blocks
    )


def test_dots_are_only_where_a_point_is() -> None:
    assert dots([None, Point(0.5, 0, 1), None], top=1.0) == "M500.0 50.0h0"
    assert dots([], top=1.0) == ""


def test_a_jump_is_dotted_and_a_quiet_series_is_not() -> None:
    quiet = [Share(5, 50)] * 11
    assert unusual_dots(quiet, 1.0) == ""
    assert unusual_dots([*quiet, Share(30, 50)], 1.0).count("h0") == 1
