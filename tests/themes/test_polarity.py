from __future__ import annotations

import random
import socket

import pytest

from feedback.themes.phrases import rephrase
from feedback.themes.polarity import Tone, overall, tone
from feedback.themes.types import Role

PRAISE = [
    "Great, thanks!",
    "good👍",
    "not bad at all",
    "Not too bad",
    "couldn't have been better",
    "could not be happier",
    "Couldn't be happier with the help I got",
    "couldnt ask for more",
    "can't thank her enough",
    "I cannot complain",
    "can't fault him",
    "nothing to complain about",
    "nothing to improve",
    "nothing wrong with it",
    "No complaints",
    "no issues at all",
    "never had any problem with them",
    "without any hassle",
    "there was no delay",
    "Exceeded my expectations",
    "went above and beyond",
    "better than I expected",
    "quicker than expected",
    "gud",
    "very gud service",
    "exelent",
    "Exellent work",
    "goooood",
    "sooo niceee",
    "gr8 support",
    "thnx",
    "ty",
    "awsome agent",
    "helpfull person",
    "10/10",
    "5 stars",
    "9 out of 10",
    "five stars",
    "😊",
    "🙏🏽",
    "❤️❤️",
    ":)",
    "She was kind and really understanding",
    "he solved my problem quickly",
    "he was not rude",
    "no doubt, he is the best agent",
    "I would recommend him",
    "Everything was explained as it should be, very good",
    "polite, quick, knew her job",
    "all good",
    "keep it up",
    "very professional and knowledgable",
    "impeccable",
    "Not only polite but also very efficient",
    "bahut accha",
    "A pleasure to deal with",
    "thumbs up",
    "the agent was respectful",
    "Best customer care",
    "wow",
    "I'm very satisfied",
    "no. It was good",
]
BLAME = [
    "could have been better",
    "could've been faster",
    "should be more polite",
    "needs to be quicker",
    "wasn't helpful",
    "wasnt very helpful",
    "not very good",
    "not at all satisfied",
    "not a good experience",
    "I am not happy",
    "never got a good answer",
    "did not solve my problem",
    "didnt listen to me",
    "no reply",
    "No response till now",
    "nobody helped me",
    "no one called back",
    "no issue resolved",
    "nothing happened",
    "please give better service",
    "pls improve",
    "It would be great if they replied faster",
    "I expected better",
    "expected more from you",
    "used to be good",
    "not good enough",
    "there is room for improvement",
    "waste of time",
    "never again",
    "he hung up on me",
    "cut me off",
    "fed up with this",
    "they let me down",
    "👎🏽",
    ":(",
    "😡",
    "2/10",
    "1 star",
    "0 out of 5",
    "zero stars",
    "Worst service",
    "wrost experience",
    "pathatic",
    "dissapointed",
    "very baaaad",
    "froud company",
    "rude and arrogant",
    "condescending tone",
    "agent was clueless",
    "useless",
    "too slow",
    "unresolved",
    "he refused to help",
    "unable to resolve",
    "not worth it, terrible",
    "it is a joke",
    "total rubbish",
    "cheap behaviour",
    "lack of respect, very rude",
    "hardly any help",
    "without any explanation",
    "bakwas service",
    "slower than before",
    "the chat was not helpful",
]
NEUTRAL = ["live chat agent", "I ordered a phone", "asdf", "", "...", "the refund", "on Monday", "1234", "?", "🍕"]
BY_ROLE: list[tuple[str, Role, int]] = [
    ("faster reply", "better", -1),
    ("faster reply", "liked", 0),
    ("more empathy", "better", -1),
    ("more empathy", "improve", -1),
    ("be polite", "better", -1),
    ("being more patient", "improve", -1),
    ("be a bit more friendly", "better", -1),
    ("no complaints", "better", 1),
    ("nothing", "better", 1),
    ("Nothing.", "improve", 1),
    ("nothing", "liked", -1),
    ("none", "liked", -1),
    ("nothing", "why", 0),
    ("no", "better", 1),
    ("patience", "better", -1),
    ("patience", "liked", 1),
    ("nothing, she was great", "better", 1),
    ("he was very helpful", "better", 1),
    ("not be so rude", "better", -1),
]


def sign(found: Tone) -> int:
    return (found.polarity > 0) - (found.polarity < 0)


@pytest.mark.parametrize("text", PRAISE)
def test_praise_is_positive(text: str) -> None:
    assert sign(tone(text)) == 1


@pytest.mark.parametrize("text", BLAME)
def test_blame_is_negative(text: str) -> None:
    assert sign(tone(text)) == -1


@pytest.mark.parametrize("text", NEUTRAL)
def test_what_says_no_feeling_is_neutral_and_unknown(text: str) -> None:
    assert tone(text) == Tone(0.0, 0.0, 0)


@pytest.mark.parametrize("text", ["n't", "nt", "'", "'t", "''", "don't", "ain't", "👍🏽'"])
def test_a_stray_apostrophe_is_no_trouble(text: str) -> None:
    assert -1 <= tone(text).polarity <= 1


@pytest.mark.parametrize(("text", "role", "expected"), BY_ROLE)
def test_the_question_decides_what_a_wish_means(text: str, role: Role, expected: int) -> None:
    assert sign(tone(text, role)) == expected


def test_a_negation_does_not_reach_across_a_full_stop_or_an_unknown_word() -> None:
    assert sign(tone("not solved. good")) >= 0
    assert tone("no parcel good").polarity == tone("good").polarity


def test_an_exclamation_mark_makes_it_stronger() -> None:
    assert tone("good!").polarity > tone("good").polarity


def test_the_whole_weighs_its_parts_by_their_words_of_feeling() -> None:
    whole = overall([tone("good and nice"), tone("the chat"), tone("slow")])
    assert whole.words == 3
    assert whole.polarity == pytest.approx((2 * tone("good and nice").polarity + tone("slow").polarity) / 3, abs=1e-4)


def test_parts_without_feeling_make_a_whole_without_feeling() -> None:
    assert overall([]) == overall([tone("asdf")]) == Tone(0.0, 0.0, 0)


def test_the_tone_does_not_depend_on_what_was_read_before() -> None:
    texts = random.Random(1).sample([*PRAISE, *BLAME, *NEUTRAL], 60)
    assert [tone(text) for text in texts] == [tone(text) for text in reversed(texts)][::-1]


def test_no_network_and_no_corpora_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the tone of a text must not need the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("NLTK_DATA", "/nonexistent")
    assert sign(tone("a word never seen before: brilliant")) == 1


def test_rephrasing_leaves_words_without_a_turn_of_phrase_alone() -> None:
    words = ["the", "agent", "was", "kind"]
    assert rephrase(words, "why") is words


@pytest.mark.parametrize(
    "word", ["not ", "could not have ", "no problem is ", "not so ", "a", "!", "1", "10 / ", "😡", "n't"]
)
def test_a_long_text_of_one_phrase_has_a_tone(word: str) -> None:
    assert -1 <= tone(word * (200_000 // len(word))).polarity <= 1
