from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.themes.redact import blank, find, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail me at jo.smith+x@example.co.uk please", "mail me at [email] please"),
        ("john (at) example.com", "[email]"),
        ("write to a@b.com.", "write to [email]."),
        ("call +49 170 1234567 now", "call [phone] now"),
        ("my number is 9876543210", "my number is [phone]"),
        ("call me 020 7946 0958", "call me [phone]"),
        ("+1 (415) 555-2671", "[phone]"),
        ("call: 0172 3456789!", "call: [phone]!"),
        ("9876543210 9876543211", "[phone] [phone]"),
        ("card 4111 1111 1111 1111.", "card [card]."),
        ("4111-1111-1111-1111", "[card]"),
        ("IBAN DE89 3704 0044 0532 0130 00 thanks", "IBAN [iban] thanks"),
        ("GB82WEST12345698765432", "[iban]"),
        ("from 192.168.0.1 or 2001:db8::1", "from [ip] or [ip]"),
        ("see https://x.example.com/a?b=1). ok", "see [url]). ok"),
        ("www.foo.com", "[url]"),
        ("https://a.com/?mail=a@b.com", "[url]"),
    ],
)
def test_identifying_text_is_masked(text: str, masked: str) -> None:
    assert mask(text, find(text)) == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 12345678",
        "Order id 9876543210",
        "order no 98765 43210",
        "ticket #9876543210",
        "4111-1111-1111-1112",
        "DE89 3704 0044 0532 0130 01",
        "at 10:30:15 on 12/03/2024",
        "12.05.2023 14:30",
        "I waited 45 minutes 30 seconds",
        "version 1.2.3.4.5",
        "it cost rs.1,00,000",
        "ask them @Shopzilla",
        "a@b",
        "999.1.1.1",
        "4/5, 10/10, 24x7",
    ],
)
def test_harmless_numbers_are_left_alone(text: str) -> None:
    assert find(text) == ()


def test_blanking_keeps_the_length_and_says_the_kind() -> None:
    text = "mail a.b@example.com now"
    assert blank(text, find(text)) == "mail email           now"


@given(st.text(alphabet="ab1 .@+-:/4DE\n9", max_size=80))
def test_redactions_are_ordered_apart_and_inside_the_text(text: str) -> None:
    found = find(text)
    ends = [0, *(item.end for item in found)]
    assert all(end <= item.start < item.end <= len(text) for end, item in zip(ends, found, strict=False))
    assert len(blank(text, found)) == len(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "a.b@", "www.", ":", "ab:", "A1", "+1(415"])
def test_a_hundred_thousand_hostile_characters_take_linear_time(piece: str) -> None:
    started = time.process_time()
    find(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 2
