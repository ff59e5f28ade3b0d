from __future__ import annotations

import numpy as np

from feedback.themes.stable import Decision, Group, chosen_names, decide, match


def group(texts: str, *direction: float) -> Group:
    """A group with one text per letter, pointing somewhere in the plane."""
    return Group(np.array(direction or (0.0, 0.0), np.float32), frozenset(texts))


def test_a_group_with_the_same_texts_carries_the_theme_on() -> None:
    earlier = {4: group("abc"), 7: group("def")}
    assert match(earlier, [group("def"), group("abc")]) == [7, 4]


def test_a_group_in_the_same_direction_carries_the_theme_on_without_a_common_text() -> None:
    assert match({4: group("abc", 1, 0), 7: group("def", 0, 1)}, [group("xyz", 0, 1)]) == [7]


def test_a_group_unlike_all_is_new() -> None:
    assert match({4: group("abc", 1, 0)}, [group("xyz", 0, 1), group("abc", 1, 0)]) == [None, 4]


def test_of_two_halves_the_larger_keeps_the_id() -> None:
    assert match({4: group("abcdefg", 1, 0)}, [group("ab", 1, 0), group("cdefg", 1, 0)]) == [None, 4]


def test_all_themes_together_decide_not_each_for_itself() -> None:
    earlier = {1: group("abcdef", 1, 0), 2: group("", 1, 0)}
    assert match(earlier, [group("abcdef", 1, 0), group("", 1, 0)]) == [1, 2]


def test_nothing_earlier_and_nothing_found_are_fine() -> None:
    assert match({}, [group("a")]) == [None]
    assert match({1: group("a")}, []) == []


def test_a_joined_theme_takes_both_of_its_halves_again() -> None:
    assert match({4: group("abcdef"), 5: group("xyz")}, [group("abc"), group("def"), group("xyz")], {4}) == [4, 4, 5]


def test_a_joined_theme_does_not_take_what_is_mostly_another() -> None:
    earlier = {4: group("abcdef", 1, 0), 5: group("xyz", 0, 1)}
    assert match(earlier, [group("abcde", 1, 0), group("fxyz", 0, 1)], {4}) == [4, 5]


def test_decisions_apply_in_their_order() -> None:
    decisions = [Decision("move", into=3, texts=("a",)), Decision("merge", theme=3, into=5)]
    assert decide(decisions, {"a": 1, "b": 3, "c": 1}) == {"a": 5, "b": 5, "c": 1}
    assert decide(decisions[::-1], {"a": 1, "b": 3, "c": 1}) == {"a": 3, "b": 5, "c": 1}


def test_decisions_applied_twice_change_nothing_more() -> None:
    decisions = [
        Decision("merge", theme=1, into=2),
        Decision("split", theme=2, into=9, texts=("b",)),
        Decision("merge", theme=2, into=1),
        Decision("move", into=3, texts=("c",)),
    ]
    once = decide(decisions, {"a": 1, "b": 2, "c": 2, "d": 4})
    assert once == {"a": 1, "b": 9, "c": 3, "d": 4}
    assert decide(decisions, once) == once


def test_a_decision_on_a_text_that_is_not_there_waits() -> None:
    assert decide([Decision("move", into=3, texts=("z",))], {"a": 1}) == {"a": 1}


def test_the_last_name_counts() -> None:
    decisions = [Decision("split", theme=1, into=9, name="First"), Decision("rename", theme=9, name="Second")]
    assert chosen_names(decisions) == {9: "Second"}
