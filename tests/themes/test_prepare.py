from __future__ import annotations

import random
import sys
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.themes.prepare import MAX_ANALYSED, SEGMENT, Prepared, prepare
from feedback.themes.types import ROLES, Role
from tests.themes.scripts import SCRIPTS

ODD = [
    "",
    " \n\t ",
    "\ud800 lone \udfff",
    "\udcff" * 1_000,
    "\x00\x01\x1b[31m\x7f\x85",
    "\u200b\u2060\ufeff",
    "\ufffe\uffff",
    "😀👍🏽👨‍👩‍👧",
    "e" + "\u0301" * 5_000,
    "\u202eabc\u202c \u2066x\u2069",
    "İIıi ǅ ﬃ ẞ ŉ",
    "\U000e0041\U000e0042",
    "\U0010ffff",
    "<script>alert(1)</script> {{7*7}} %s \\n",
    "=HYPERLINK('x')",
    "²³½ Ⅷ ①",
    *SCRIPTS,
]
HUGE = [
    "a",
    "1",
    "@",
    "(",
    ".",
    "\n",
    "but ",
    "not ",
    "a b ",
    "😀",
    "\u0301",
    "\ud800",
    "\x00",
    "a@b.com ",
    "http://",
    "1. ",
    ", ",
    "'",
    "n't ",
    "İ",
    "good! ",
    "٣",
    "www.",
    "::",
]


def consistent(text: str, found: Prepared) -> bool:
    lengths = {len(found.clauses), len(found.texts), len(found.tones), sum(len(s.parts) for s in found.segments)}
    inside = all(0 <= start < end <= len(text) for start, end in found.clauses)
    return len(lengths) == 1 and inside and -1 <= found.whole.polarity <= 1 and 0 <= found.whole.subjectivity <= 1


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_prepared_like_any_other(text: str, role: Role) -> None:
    assert consistent(text, prepare(text, role))


@given(st.text(max_size=400), st.sampled_from(ROLES))
def test_any_text_is_prepared(text: str, role: Role) -> None:
    assert consistent(text, prepare(text, role))


@given(st.text(alphabet=st.characters(), max_size=100))
def test_any_code_point_is_prepared_also_half_of_a_pair(text: str) -> None:
    assert consistent(text, prepare(text, "why"))


@pytest.mark.parametrize("piece", HUGE)
def test_a_megabyte_is_analysed_up_to_its_limit(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    found = prepare(text, "why")
    assert consistent(text, found)
    assert all(end <= MAX_ANALYSED for _, end in found.clauses)


def calls(text: str) -> int:
    """How many function calls it takes to prepare `text`: steps of work, without a clock."""
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        prepare(text, "why")
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "he was kind but slow. ",
        "not good, ",
        "but ",
        "1. a\n",
        "mail a@b.com ",
        "no reply ",
        "! ",
        "i ",
        "soooo ",
        "😀 x ",
    ],
)
def test_four_times_the_text_takes_about_four_times_the_steps(piece: str) -> None:
    prepare(piece * 10, "why")
    assert calls(piece * 400) <= 5 * calls(piece * 100) + 200


def test_spans_point_into_the_original_text() -> None:
    text = "👩🏽‍💻\x00 Nice\u200bagent. \ud83dmail a@b.com, slow"
    found = prepare(text, "why")
    assert [text[start:end] for start, end in found.clauses] == [
        "👩🏽‍💻\x00 Nice\u200bagent.",
        "\ud83dmail a@b.com, slow",
    ]
    assert [text[item.start : item.end] for item in found.redactions] == ["a@b.com"]


def test_what_is_redacted_is_in_no_text_the_models_read() -> None:
    found = prepare("Call me on +1 415 555 2671 or write to jo@example.com, card 4111 1111 1111 1111.", "why")
    read = " ".join([*found.texts, *(segment.text for segment in found.segments)])
    assert not any(secret in read for secret in ("415", "2671", "jo@", "example", "4111"))


def test_a_redaction_behind_the_analysed_part_is_found_all_the_same() -> None:
    text = "good " * (MAX_ANALYSED // 5 + 10) + "a@b.com"
    assert [text[item.start : item.end] for item in prepare(text, "why").redactions] == ["a@b.com"]


def test_a_redaction_across_the_limit_is_not_analysed() -> None:
    start = "good " * (MAX_ANALYSED // 5 - 1)
    found = prepare(start + "https://a.com/" + "x" * 100, "why")
    assert found.redactions[-1].end > MAX_ANALYSED
    assert found.clauses[-1][1] <= len(start)


def test_segments_hold_whole_clauses_and_stay_short() -> None:
    found = prepare("The agent was kind. " * 200, "why")
    assert all(len(segment.text) <= SEGMENT for segment in found.segments)
    assert [segment.text[a:b] for segment in found.segments for a, b in segment.parts] == list(found.texts)


def test_the_whole_is_the_mean_of_the_clauses() -> None:
    found = prepare("good. bad.", "why")
    assert found.whole.words == 2
    assert found.whole.polarity == pytest.approx(sum(tone.polarity for tone in found.tones) / 2, abs=1e-4)


def test_the_question_reaches_every_clause() -> None:
    assert prepare("faster reply. more patience", "better").whole.polarity < 0
    assert prepare("faster reply. more patience", "liked").whole.polarity >= 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "...",
        "a" * 1_000,
        "aAaAaA",
        "!!!!",
        "1" * 50,
        "x",
        "a a a",
        "a@b.com",
        "9876543210.",
        "-",
        "___",
        "\x00\x00",
    ],
)
def test_an_answer_without_a_word_says_nothing(text: str) -> None:
    assert not prepare(text, "why").says_something


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "no",
        "👍",
        "10/10",
        "5/5",
        "好",
        ":)",
        "gooood",
        "a@b.com is slow",
        "ありがとう",
        "अच्छा",
        "good",
        "❤️",
        "24x7",
    ],
)
def test_an_answer_with_a_word_says_something(text: str) -> None:
    assert prepare(text, "why").says_something


def test_preparing_does_not_depend_on_what_was_prepared_before() -> None:
    texts = random.Random(3).sample(ODD, len(ODD))
    assert [prepare(text, "why") for text in texts] == [prepare(text, "why") for text in reversed(texts)][::-1]
