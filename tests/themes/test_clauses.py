from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.themes.clauses import MAX_CLAUSE, split
from feedback.themes.redact import find
from feedback.themes.types import Redaction

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
    "2)",
    "slow",
    "😀",
    ":)",
    "👍🏽",
    "👨\u200d👩\u200d👧",
    "a@b.com",
    "3.5",
    "e.g.",
    "so",
    "ok",
    "thanks",
    "because",
    "doneThank",
    "é",
    "e\u0301",
    "ß",
    "İ",
    "好",
    "अ",
    "שלום",
    "\u200f",
    "\n",
]
CHAT = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)
ANY = st.one_of(st.text(max_size=200), CHAT)

# What is said, with a bar where a clause ends.
SPLIT = [
    # Sentence ends
    "He is a nice person.|he slove my problem",
    "Great.|Thanks.|Bye",
    "very polite!|solved quickly!!|thanks!!!",
    "why so slow?|I waited",
    "She said no.|I left.",
    "I waited 30 min.|Nobody came",
    "Rated 5.|Thanks a lot",
    "Thank u.|Bye bye",
    "open till 9 p.m.|They never answer",
    "v1.2.3 of the app crashed.|See file.pdf for more.",
    "Mr. Anil was kind.|Dr. Smith was not",
    "I was told to wait...|then nothing",
    "good work…|never again",
    "good service。|slow reply",
    "अच्छा है।|धन्यवाद जी",
    "خدمة ممتازة؟|شكرا",
    # Lines and lists
    "1. faster|2. more polite|3) call back",
    "1)faster|2)nicer|3)no bots",
    "1- faster replies|2- nicer tone",
    "a) faster|b) nicer",
    "- faster\n|- nicer",
    "* faster\n|* nicer",
    "first line\r\n|second line",
    "•faster|•nicer",
    "one thing\u2028|another",
    # Contrast
    "She was very nice,|but I had to wait",
    "Good|but slow",
    "good agent,|bt no solution",
    "kind agent|however he was slow",
    "Fast reply,|although not correct",
    "he was kind|even though I shouted",
    "Nice agent.|The only thing I missed was a follow up",
    "he was kind|on the other hand he was slow",
    "picked by executive,|and but no refund",
    "good call|unfortunately not solved",
    # Coordinated clauses
    "He never called back|so I had to chase",
    "the call was cut|and they never called back",
    "Agent was good|& she is understanding",
    "he listened well|also he was quick today",
    # Commas
    "polite,|quick,|knew her job",
    "Fast,|friendly,|helpful",
    "the agent was kind,|my parcel was late",
    "شكرا،|خدمة ممتازة",
    "good service，|slow reply",
    # Pauses
    "good agent|- bad policy",
    "good agent|– bad policy",
    "polite; |slow",
    # Smileys
    "Great service 😊|please improve delivery",
    "Great help :)|but delivery was slow",
    "Good work 👍🏽|but really slow...|never again",
    "so kind 👍🏽👍🏽|delivery was late",
    # No punctuation at all
    "he was polite|he solved my problem quickly|i am very happy",
    "no update from your side for a week|please call me back today",
    "they sent the wrong size three weeks ago|my refund is still not there",
    # A forgotten space
    "resolve my issue asap|Thanking you",
    "my order is not pick up today|Why you cancelled",
]
WHOLE = [
    "Mr. Anil helped me e.g. with the refund",
    "Mr. J. Smith was rude",
    "It took 3.5 days",
    "It took 1,5 days",
    "Thanks, bye",
    "Yes, sir, he was very good",
    "OK. Nice agent",
    "Please, please, please answer faster",
    "write to a.b@example.com",
    "see www.foo.com/a.b now",
    "see shopzilla.com for details",
    "nothing but praise for him",
    "It took a while to get through",
    "Good though",
    "waited for 10-day refund",
    "within 2 - 3 days",
    'I asked "why?" and he left.',
    "The agent (very nice!) helped me",
    "Even though he was kind it was not solved",
    "He is the best agent I have ever met in my whole life with you people",
    "I use LinkedIn on my iPhone",
    "I ❤ the service and the team",
    "the agent was polite and helpful",
    "because I think that they know what I want to say here",
    "he didnt do so again",
    "24/7 support, 10/10",
    "no. 5 was good",
    "😀😀",
    "👨\u200d👩\u200d👧 family",
    "!!!",
    "yes",
    "e\u0301te\u0301 was good",
]


def clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, find(text))]


@pytest.mark.parametrize("marked", SPLIT)
def test_each_thing_said_is_a_clause(marked: str) -> None:
    parts = marked.split("|")
    joined = "".join(
        part + ("" if at == len(parts) - 1 or part[-1].isspace() or _stuck(part, parts[at + 1]) else " ")
        for at, part in enumerate(parts)
    )
    assert clauses(joined) == [part.strip() for part in parts]


def _stuck(part: str, following: str) -> bool:
    """Whether the two were written without a space between them."""
    return (part, following) in {
        ("He is a nice person.", "he slove my problem"),
        ("Great.", "Thanks."),
        ("Thanks.", "Bye"),
        ("resolve my issue asap", "Thanking you"),
        ("my order is not pick up today", "Why you cancelled"),
        ("but really slow...", "never again"),
        ("good service。", "slow reply"),
        ("good service，", "slow reply"),
    }


@pytest.mark.parametrize("text", WHOLE)
def test_what_belongs_together_stays_together(text: str) -> None:
    assert clauses(text) == [text]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u2028", "\xa0"])
def test_nothing_visible_is_no_clause(text: str) -> None:
    assert split(text) == ()


@given(ANY)
def test_spans_are_ordered_apart_trimmed_and_lose_no_letter(text: str) -> None:
    spans = split(text)
    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end <= len(text) for before, (start, end) in zip(ends, spans, strict=False))
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)
    inside = {at for start, end in spans for at in range(start, end)}
    assert all(at in inside for at, character in enumerate(text) if not character.isspace())


@given(CHAT)
def test_no_clause_cuts_a_redaction_or_a_joined_emoji(text: str) -> None:
    redactions = find(text)
    for start, end in split(text, redactions):
        assert not any(item.start < edge < item.end for item in redactions for edge in (start, end))
        assert not text[start:end].startswith(("\u200d", "\ufe0f", "🏽", "\u0301"))


@given(CHAT)
def test_a_clause_is_not_split_again(text: str) -> None:
    for clause in clauses(text):
        assert clauses(clause) == [clause]


@given(CHAT, st.randoms(use_true_random=False))
def test_the_order_of_the_redactions_does_not_matter(text: str, chance: random.Random) -> None:
    redactions = list(find(text))
    shuffled = chance.sample(redactions, len(redactions))
    assert split(text, shuffled) == split(text, redactions)


@given(
    st.lists(
        st.sampled_from([text for text in WHOLE if text[0].isalpha() and text != "yes"]),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
def test_the_lines_of_an_answer_are_split_each_for_itself(lines: list[str]) -> None:
    expected = sorted(clause for line in lines for clause in clauses(line))
    assert sorted(clauses("\n".join(lines))) == expected
    assert sorted(clauses("\n".join(reversed(lines)))) == expected


@given(CHAT.filter(str.strip))
def test_an_emoji_before_moves_the_spans_by_its_length(text: str) -> None:
    before = "👩🏽\u200d💻\n"
    first, *others = [(start + len(before), end + len(before)) for start, end in split(text)]
    assert split(before + text) == ((0, first[1]), *others)


@pytest.mark.parametrize("piece", ["word ", "word", "\u0301", "👍🏽", "好"])
def test_a_very_long_run_is_cut_into_bounded_clauses(piece: str) -> None:
    assert max(end - start for start, end in split(piece * 5_000)) <= 2 * MAX_CLAUSE


def test_a_long_run_is_never_cut_inside_a_character() -> None:
    text = "e\u0301" * 1_000
    assert not any(unicodedata.combining(text[start]) for start, _ in split(text))


def test_a_redaction_longer_than_a_clause_stays_whole() -> None:
    text = "see https://a.com/" + "x" * 1_000 + " ok and thanks"
    redactions = find(text)
    assert redactions[0].end - redactions[0].start > MAX_CLAUSE
    assert all(not redactions[0].start < start < redactions[0].end for start, _ in split(text, redactions))


def test_a_redaction_that_ends_in_spaces_stays_in_its_clause() -> None:
    assert split("mail email    now. very good", (Redaction(5, 14, "email"),))[0] == (0, 18)
    assert split("email    ", (Redaction(0, 9, "email"),)) == ((0, 9),)


@pytest.mark.parametrize(
    "piece",
    [
        "but ",
        "\n",
        "(",
        "1",
        "@",
        ". ",
        "! ",
        ", ",
        " - ",
        "1. ",
        "• ",
        "a) ",
        "and I ",
        "i ",
        "…",
        "😀 ",
        ":) ",
        "aB",
        "the only thing ",
    ],
)
def test_a_long_hostile_text_is_split_to_its_end(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + "end"
    assert split(text)[-1][1] == len(text)
