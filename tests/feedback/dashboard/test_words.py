from __future__ import annotations

import pytest

from feedback.selectors.codebook import ThemeName, boundaries, route_labels, split_items
from feedback.selectors.proportions import Share, compare
from feedback.selectors.segments import Segment
from feedback.templatetags.figures import confidence_word, interval, number, percent, points
from feedback.templatetags.words import words


def test_text_is_escaped_wherever_it_stands() -> None:
    assert words([Segment("<b>"), Segment("&", polarities=("improve",))]) == (
        '&lt;b&gt;<mark class="mark mark--improve">&amp;</mark>'
    )


def test_hidden_data_is_named_and_isolated() -> None:
    assert words([Segment("", hidden="email")]) == '<bdi class="hidden-data">e-mail hidden</bdi>'
    assert "personal data hidden" in words([Segment("", hidden="passport")])


def test_a_mark_of_both_kinds_says_so_and_carries_its_numbers() -> None:
    assert words([Segment("x", polarities=("improve", "praise"), numbers=(1, 2))]) == (
        '<mark class="mark mark--improve mark--praise">x<sup class="mark-number">1</sup>'
        '<sup class="mark-number">2</sup></mark>'
    )


def test_the_words_of_an_answer_keep_their_spaces() -> None:
    assert words([Segment("a\n "), Segment(" b")]) == "a\n  b"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.001, "<1%"), (0.005, "<1%"), (0.174, "17%"), (0.996, ">99%"), (1, "100%")],
)
def test_a_small_share_is_not_none_and_a_large_one_not_all(share: float, said: str) -> None:
    assert percent(share) == said


def test_numbers_are_grouped() -> None:
    assert number(16792) == "16,792"
    assert interval(Share(15, 148)) == "6%–16%"


@pytest.mark.parametrize(("now", "said"), [(130, "3 points"), (101, "less than 1 point"), (110, "1 point")])
def test_a_change_is_given_in_points(now: int, said: str) -> None:
    change = compare(Share(now, 1000), Share(100, 1000))
    assert change is not None
    assert points(change) == said


@pytest.mark.parametrize(("confidence", "word"), [(1, "sure"), (0.85, "sure"), (0.7, "fairly sure"), (0, "unsure")])
def test_confidence_has_a_word(confidence: float, word: str) -> None:
    assert confidence_word(confidence) == word


def test_items_are_split_at_semicolons() -> None:
    assert split_items(" a, b;; c ; ") == ("a, b", "c")
    assert split_items("") == ()


def test_a_boundary_names_the_themes_it_leads_to() -> None:
    tone = ThemeName(1, "tone", "Tone and wording", "")
    found = boundaries("cold but polite -> empathy or tone; insult", {"tone": tone})
    assert [(item.what, item.themes, item.elsewhere) for item in found] == [
        ("cold but polite", (tone,), ""),
        ("insult", (), ""),
    ]


def test_the_serious_route_has_a_label() -> None:
    assert route_labels()["serious"]
