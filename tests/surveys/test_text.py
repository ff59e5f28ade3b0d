from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.text import clean_text, first_name, single_line

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("two\r\nlines", "two\nlines"),
        ("old\rMac", "old\nMac"),
        ("a\vb\fc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("tab\tstays", "tab\tstays"),
        ("nul\x00 and bell\x07 go", "nul and bell go"),
        ("half a pair \ud83d", "half a pair \ufffd"),
        ("  ends are trimmed \n", "ends are trimmed"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{7*7}} ${7*7} %(x)s", "{{7*7}} ${7*7} %(x)s"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("👨‍👩‍👧 🇺🇦 👍🏽", "👨‍👩‍👧 🇺🇦 👍🏽"),
        ("\u202eright to left", "\u202eright to left"),
        ("e\u0301" * 5, "e\u0301" * 5),
    ],
)
def test_a_text_is_cleaned_and_otherwise_kept(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    "raw", ["", "   ", "\u200b\ufeff\u2060", "\u3164", "\u00ad\u2800", "\x00\x01", "\ufe0f", "\u2028"]
)
def test_a_text_without_a_visible_character_is_empty(raw: str) -> None:
    assert clean_text(raw) == ""


@pytest.mark.parametrize("raw", ["?", "👍", "1", "न", "\U000e0041x"])
def test_one_visible_character_is_a_text(raw: str) -> None:
    assert clean_text(raw) == raw


@given(ANY_TEXT)
def test_a_cleaned_text_can_be_stored_and_is_cleaned_once(raw: str) -> None:
    clean = clean_text(raw)
    clean.encode("utf-8")
    assert "\x00" not in clean
    assert "\r" not in clean
    assert clean_text(clean) == clean


@given(ANY_TEXT)
def test_a_single_line_is_one_line_of_visible_ends(raw: str) -> None:
    line = single_line(raw)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert single_line(line) == line


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("Kim\r\nBcc: eve@example.com", "Kim Bcc: eve@example.com"),
        ("a\u2028b\x00c\x9b", "a b c"),
        ("  Kim   Lee ", "Kim Lee"),
    ],
)
def test_a_header_cannot_be_broken_by_a_name(raw: str, line: str) -> None:
    assert single_line(raw) == line


@pytest.mark.parametrize(
    ("full", "first"),
    [
        ("Priya Shah", "Priya"),
        ("Anne-Marie Duval", "Anne-Marie"),
        ("O’Neill", "O’Neill"),
        ("王小明", "王小明"),
        ("agent-17", ""),
        ("priya@example.com", ""),
        ("Dr. Shah", ""),
        ("<b>Priya</b>", ""),
        ("", ""),
    ],
)
def test_a_first_name_is_taken_only_from_what_looks_like_a_name(full: str, first: str) -> None:
    assert first_name(full) == first
