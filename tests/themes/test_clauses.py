from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.themes.clauses import split
from feedback.themes.redact import find

PIECES = [
    "he",
    "she",
    "I",
    "was",
    "very",
    "polite",
    "but",
    "and",
    ",",
    ".",
    ";",
    "!",
    "...",
    "-",
    "1.",
    "slow",
    "😀",
    "👍🏽",
    "👨\u200d👩\u200d👧",
    "a@b.com",
    "3.5",
    "e.g.",
    "so",
    "thanks",
    "because",
    "é",
    "ß",
    "好",
    "अ",
    "\n",
]
CHAT = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


def clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, find(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He is a nice person.he slove my problem", ["He is a nice person.", "he slove my problem"]),
        ("She was very nice, but I had to wait", ["She was very nice,", "but I had to wait"]),
        ("polite, quick, knew her job", ["polite,", "quick,", "knew her job"]),
        ("1. faster 2. more polite 3) call back", ["1. faster", "2. more polite", "3) call back"]),
        ("- faster\n- nicer", ["- faster", "- nicer"]),
        ("He never called back so I had to chase", ["He never called back", "so I had to chase"]),
        (
            "he was polite he solved my problem quickly i am very happy",
            ["he was polite", "he solved my problem quickly", "i am very happy"],
        ),
        ("Good work 👍🏽 but really slow...never again", ["Good work 👍🏽", "but really slow...", "never again"]),
        ("good agent - bad policy", ["good agent", "- bad policy"]),
    ],
)
def test_each_thing_said_is_a_clause(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Anil helped me e.g. with the refund",
        "It took 3.5 days",
        "Thanks, bye",
        "write to a.b@example.com",
        "see www.foo.com/a.b now",
        "😀😀",
        "!!!",
    ],
)
def test_what_belongs_together_stays_together(text: str) -> None:
    assert clauses(text) == [text]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_visible_is_no_clause(text: str) -> None:
    assert split(text) == ()


@given(st.one_of(st.text(max_size=200), CHAT))
def test_spans_are_ordered_apart_trimmed_and_lose_no_letter(text: str) -> None:
    spans = split(text)
    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end <= len(text) for before, (start, end) in zip(ends, spans, strict=False))
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)
    inside = {at for start, end in spans for at in range(start, end)}
    assert all(at in inside for at, character in enumerate(text) if character.isalnum())


@given(CHAT)
def test_no_clause_cuts_a_redaction_or_a_joined_emoji(text: str) -> None:
    redactions = find(text)
    for start, end in split(text, redactions):
        assert not any(item.start < edge < item.end for item in redactions for edge in (start, end))
        assert not text[start:end].startswith(("\u200d", "\ufe0f", "🏽"))


def test_a_very_long_run_is_cut_into_bounded_clauses() -> None:
    assert max(end - start for start, end in split("word " * 5_000)) <= 240
