from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.themes.redact import blank, find, mask


def masked(text: str) -> str:
    return mask(text, find(text))


EMAILS = [
    ("mail me at jo.smith+x@example.co.uk please", "mail me at [email] please"),
    ("john (at) example.com", "[email]"),
    ("john[at]example[dot]com", "[email]"),
    ("my mail is name at mail dot com ok", "my mail is [email] ok"),
    ("it is jo.smith at gmail dot com", "it is [email]"),
    ("jo at shop dot co dot uk", "[email]"),
    ("jo @ example.com", "[email]"),
    ("jo123@gmail", "[email]"),
    ("write to a@b.com.", "write to [email]."),
    ("<a@b.com>,c_d@e-f.org", "<[email]>,[email]"),
    ("ANNA@EXAMPLE.COM", "[email]"),
    ("müller@straße.de", "[email]"),
    ("jo＠example.com", "[email]"),
    ("mailto:a@b.io", "mailto:[email]"),
    ("😀😀 a@b.com 👍🏽", "😀😀 [email] 👍🏽"),
    ("мой адрес ivan@pochta.ru", "мой адрес [email]"),
]
PHONES = [
    ("call +49 170 1234567 now", "call [phone] now"),
    ("my number is 9876543210", "my number is [phone]"),
    ("98765 43210", "[phone]"),
    ("call me 020 7946 0958", "call me [phone]"),
    ("+1 (415) 555-2671", "[phone]"),
    ("(415) 555-2671", "[phone]"),
    ("415.555.2671", "[phone]"),
    ("415–555–2671", "[phone]"),
    ("call: 0172 3456789!", "call: [phone]!"),
    ("01 42 68 53 00", "[phone]"),
    ("01.42.68.53.00", "[phone]"),
    ("0033 1 42 68 53 00", "[phone]"),
    ("+91-98765-43210", "[phone]"),
    ("+61 412 345 678", "[phone]"),
    ("0412 345 678", "[phone]"),
    ("+34 612 34 56 78", "[phone]"),
    ("+39 06 6982 1234", "[phone]"),
    ("+55 11 91234-5678", "[phone]"),
    ("+81 90-1234-5678", "[phone]"),
    ("+971 50 123 4567", "[phone]"),
    ("+234 803 123 4567", "[phone]"),
    ("+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "[phone]"),
    ("９８７６５４３２１０", "[phone]"),
    ("9876543210 9876543211", "[phone] [phone]"),
    ("9876543210/9876543211", "[phone]/[phone]"),
    ("order 12345 call 9876543210", "order 12345 call [phone]"),
    ("🙏🏽 9876543210", "🙏🏽 [phone]"),
    ("22-11-2023 9876543210", "22-11-2023 [phone]"),
]
NUMBERS = [
    ("card 4111 1111 1111 1111.", "card [card]."),
    ("4111-1111-1111-1111", "[card]"),
    ("4111111111111111", "[card]"),
    ("4111 1111 1111 1111 12/26 123", "[card] 12/26 123"),
    ("12 4111 1111 1111 1111", "12 [card]"),
    ("amex 3782 822463 10005", "amex [card]"),
    ("5555555555554444", "[card]"),
    ("IBAN DE89 3704 0044 0532 0130 00 thanks", "IBAN [iban] thanks"),
    ("de89370400440532013000", "[iban]"),
    ("GB82WEST12345698765432", "[iban]"),
    ("pay to BE68 5390 0754 7034 please pay", "pay to [iban] please pay"),
    ("FR14-2004-1010-0505-0001-3M02-606", "[iban]"),
    ("NL91 ABNA 0417 1643 00", "[iban]"),
    ("from 192.168.0.1 or 2001:db8::1", "from [ip] or [ip]"),
    ("ip is 10.0.0.255:8080", "ip is [ip]:8080"),
    ("fe80::1ff:fe23:4567:890a", "[ip]"),
]
URLS = [
    ("see https://x.example.com/a?b=1). ok", "see [url]). ok"),
    ("www.foo.com", "[url]"),
    ("WWW.FOO.COM/a", "[url]"),
    ("https://a.com/?mail=a@b.com", "[url]"),
    ("my track is bit.ly/3xYz1, thanks", "my track is [url], thanks"),
    ("instagram.com/jo.smith", "[url]"),
    ("wa.me/919876543210", "[url]"),
    ("(http://a.de)", "([url])"),
    ("看https://a.cn/b 谢谢", "看[url] 谢谢"),
]
HARMLESS = [
    "order 12345678",
    "Order id 9876543210",
    "order no 98765 43210",
    "Order number: 4155552671",
    "ticket #9876543210",
    "ref. 020 7946 0958",
    "AWB 9876543210",
    "TKT-9876543210",
    "INC9876543210",
    "OTP is 98765432",
    "invoice no. 2024-00123456",
    "my pnr 9876543210",
    "4111-1111-1111-1112",
    "1234 5678 9012 3456",
    "DE89 3704 0044 0532 0130 01",
    "XX89370400440532013000",
    "at 10:30:15 on 12/03/2024",
    "12.05.2023 14:30",
    "2024-03-12",
    "2024-03-12T10:00:00",
    "2024-03-12 14:30",
    "20240312",
    "22-11-2023 to 25-11-2023",
    "from 10.30-11.30",
    "I waited 45 minutes 30 seconds",
    "24/7, 9-5, 10am-6pm",
    "version 1.2.3.4.5",
    "version 1.2.3.4",
    "v10.0.0.1",
    "Windows 10.0.19045.3693",
    "it cost rs.1,00,000",
    "I paid ₹ 2500000 for it",
    "Rs 9876543210",
    "25000000 rupees",
    "1,234,567.89",
    "100000000",
    "ask them @Shopzilla",
    "a@b",
    "look at the dot com boom",
    "meet me at the shop",
    "waiting @home.Then he left",
    "rate: 50@5.30pm",
    "999.1.1.1",
    "1.2.3",
    "4/5, 10/10, 24x7",
    "and/or he/she",
    "http://",
    "e.g. this",
    "good😀bad",
    "::",
    "10:30",
    "size 10-12-14",
    "3.5 to 4.5",
    "½ ² ³",
    "१० दिन",
]


@pytest.mark.parametrize(("text", "expected"), [*EMAILS, *PHONES, *NUMBERS, *URLS])
def test_identifying_text_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_numbers_and_words_are_left_alone(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(("text", "expected"), [*EMAILS, *PHONES, *NUMBERS, *URLS])
def test_an_emoji_before_moves_the_spans_and_changes_nothing_else(text: str, expected: str) -> None:
    before = "👨‍👩‍👧 é "
    moved = [(item.start - len(before), item.end - len(before), item.kind) for item in find(before + text)]
    assert moved == [(item.start, item.end, item.kind) for item in find(text)]


def test_masking_twice_masks_nothing_more() -> None:
    for text, expected in [*EMAILS, *PHONES, *NUMBERS, *URLS]:
        assert masked(expected) == expected, text


def test_every_kind_has_its_own_placeholder() -> None:
    text = "a@b.com 9876543210 4111111111111111 GB82WEST12345698765432 10.0.0.1 www.a.com"
    assert [item.kind for item in find(text)] == ["email", "phone", "card", "iban", "ip", "url"]


def test_what_two_kinds_overlap_is_one_redaction() -> None:
    assert len(find("https://a.com/4111111111111111?m=a@b.com")) == 1


def test_blanking_keeps_the_length_and_says_the_kind() -> None:
    text = "mail a.b@example.com now"
    assert blank(text, find(text)) == "mail email           now"


@given(st.text(alphabet="ab1 .@+-:/4DE\n9", max_size=80))
def test_redactions_are_ordered_apart_and_inside_the_text(text: str) -> None:
    found = find(text)
    ends = [0, *(item.end for item in found)]
    assert all(end <= item.start < item.end <= len(text) for end, item in zip(ends, found, strict=False))
    assert len(blank(text, found)) == len(text)


@given(st.text(max_size=60), st.sampled_from([text for text, _ in [*EMAILS[:1], PHONES[0], NUMBERS[0], URLS[0]]]))
def test_personal_data_is_found_on_a_line_of_any_text(other: str, text: str) -> None:
    assert {item.kind for item in find(text)} <= {item.kind for item in find(f"{other}\n{text}")}


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "a.b@",
        "www.",
        ":",
        "ab:",
        "A1",
        "+1(415",
        "a at b dot ",
        "@",
        "1.",
        "4111 ",
        "/",
        "a.",
        "\\",
        "DE89 ",
    ],
)
def test_a_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    text = piece * (200_000 // len(piece)) + "\na@b.com"
    assert find(text)[-1].end == len(text)
