from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.selectors.segments import Mark, Mask, Segment, clip, segments

IMPROVE, PRAISE = "improve", "praise"


def texts(found: tuple[Segment, ...]) -> list[str]:
    return [segment.text or f"[{segment.hidden}]" for segment in found]


def test_an_empty_text_has_no_segments() -> None:
    assert segments("", [Mark(0, 3, IMPROVE)], [Mask(0, 3, "email")]) == ()


def test_a_text_without_spans_is_one_segment() -> None:
    assert segments("All good.", [], []) == (Segment("All good."),)


def test_a_mark_cuts_the_text_in_three() -> None:
    found = segments("Nice. Too slow. Bye.", [Mark(6, 15, IMPROVE)], [])
    assert found == (Segment("Nice. "), Segment("Too slow.", polarities=(IMPROVE,)), Segment(" Bye."))


def test_marks_at_both_ends_leave_no_empty_segment() -> None:
    found = segments("SlowNice", [Mark(0, 4, IMPROVE), Mark(4, 8, PRAISE)], [])
    assert texts(found) == ["Slow", "Nice"]


def test_overlapping_marks_share_the_middle() -> None:
    found = segments("abcdef", [Mark(0, 4, IMPROVE), Mark(2, 6, PRAISE)], [])
    assert [(segment.text, segment.polarities) for segment in found] == [
        ("ab", (IMPROVE,)),
        ("cd", (IMPROVE, PRAISE)),
        ("ef", (PRAISE,)),
    ]


def test_the_same_span_twice_is_one_segment() -> None:
    found = segments("slow", [Mark(0, 4, IMPROVE), Mark(0, 4, IMPROVE)], [])
    assert found == (Segment("slow", polarities=(IMPROVE,)),)


def test_a_number_stands_once_on_the_last_run_of_its_mark() -> None:
    found = segments("abcdef", [Mark(0, 6, IMPROVE, 1), Mark(2, 4, PRAISE, 2)], [])
    assert [segment.numbers for segment in found] == [(), (2,), (1,)]


def test_personal_data_is_not_in_the_segments() -> None:
    found = segments("Write to kim@example.com please", [], [Mask(9, 24, "email")])
    assert found == (Segment("Write to "), Segment("", hidden="email"), Segment(" please"))


def test_hidden_text_within_a_mark_stays_hidden_and_marked() -> None:
    found = segments("mail kim@example.com now", [Mark(0, 24, IMPROVE)], [Mask(5, 20, "email")])
    assert texts(found) == ["mail ", "[email]", " now"]
    assert all(segment.polarities == (IMPROVE,) for segment in found)


def test_a_mark_that_ends_within_hidden_text_does_not_cut_it() -> None:
    found = segments("kim@example.com", [Mark(0, 5, IMPROVE, 1)], [Mask(0, 15, "email")])
    assert found == (Segment("", hidden="email", polarities=(IMPROVE,), numbers=(1,)),)


def test_overlapping_masks_are_hidden_as_one() -> None:
    assert texts(segments("0123456789", [], [Mask(2, 6, "phone"), Mask(4, 8, "card")])) == ["01", "[phone]", "89"]


def test_touching_masks_stay_two() -> None:
    assert texts(segments("aabb", [], [Mask(0, 2, "email"), Mask(2, 4, "phone")])) == ["[email]", "[phone]"]


def test_a_mask_within_another_hides_all_of_the_longer() -> None:
    assert texts(segments("0123456789", [], [Mask(1, 9, "url"), Mask(3, 5, "email")])) == ["0", "[url]", "9"]


def test_a_mask_over_everything_leaves_nothing_to_read() -> None:
    assert segments("secret", [], [Mask(0, 6, "card")]) == (Segment("", hidden="card"),)


def test_a_mask_without_a_kind_still_hides() -> None:
    assert segments("secret", [], [Mask(0, 6, "")]) == (Segment("", hidden="personal"),)


@pytest.mark.parametrize("span", [(-3, 2), (2, 99), (4, 4), (5, 3), (40, 50), (-9, -2)])
def test_a_span_beyond_the_text_is_cut_off_or_ignored(span: tuple[int, int]) -> None:
    assert "".join(texts(segments("abcdef", [Mark(*span, IMPROVE)], []))) == "abcdef"


def test_a_mask_that_begins_before_the_text_hides_its_part_of_it() -> None:
    assert texts(segments("abcdef", [], [Mask(-3, 2, "email")])) == ["[email]", "cdef"]


def test_an_emoji_counts_as_the_engine_counts_it() -> None:
    text = "👍🏽 slow 👩‍👩‍👧"
    start = text.index("slow")
    assert texts(segments(text, [Mark(start, start + 4, IMPROVE)], []))[1] == "slow"


def test_right_to_left_text_is_cut_in_its_logical_order() -> None:
    text = "انتظرت طويلا. kim@example.com"
    at = text.index("kim")
    found = segments(text, [Mark(0, 13, IMPROVE)], [Mask(at, len(text), "email")])
    assert texts(found) == ["انتظرت طويلا.", " ", "[email]"]


def test_newlines_stay() -> None:
    assert texts(segments("a\n\nb", [Mark(0, 1, IMPROVE)], [])) == ["a", "\n\nb"]


def test_clip_moves_masks_into_the_part() -> None:
    assert clip(10, 20, [Mask(12, 15, "email"), Mask(18, 30, "url"), Mask(0, 10, "ip")]) == (
        Mask(2, 5, "email"),
        Mask(8, 10, "url"),
    )


spans = st.tuples(st.integers(-2, 14), st.integers(-2, 14))


@given(st.text(max_size=12), st.lists(spans, max_size=4), st.lists(spans, max_size=4))
def test_nothing_hidden_shows_and_nothing_else_is_lost(
    text: str, marked: list[tuple[int, int]], hidden: list[tuple[int, int]]
) -> None:
    found = segments(text, [Mark(*span, IMPROVE, 1) for span in marked], [Mask(*span, "email") for span in hidden])
    covered = {at for start, end in hidden for at in range(max(start, 0), end)}
    assert "".join(segment.text for segment in found) == "".join(c for at, c in enumerate(text) if at not in covered)
    assert all(segment.text or segment.hidden for segment in found)
    assert bool(covered & set(range(len(text)))) == any(segment.hidden for segment in found)
