from __future__ import annotations

import random

import pytest

from feedback.themes.discover import discover
from feedback.themes.encoder import Encoder
from feedback.themes.naming import name_clusters, stop_words

TEXTS = [
    f"{start} {end}"
    for start, ends in {
        "my refund": ["is late", "did not arrive", "never came", "takes weeks", "is still pending", "was not paid"],
        "the app": ["crashes on my phone", "freezes at login", "logs me out", "does not open", "is slow", "hangs"],
        "the courier": [
            "left the parcel outside",
            "was rude",
            "never rang",
            "lost the parcel",
            "came late",
            "went away",
        ],
    }.items()
    for end in ends
]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 18])
def test_any_number_of_texts_is_grouped_completely(encoder: Encoder, count: int) -> None:
    members, clusters = discover(encoder, TEXTS[:count])
    assert len(members) == count
    assert set(members) == {cluster.id for cluster in clusters} == set(range(len(clusters)))
    assert sum(cluster.size for cluster in clusters) == count


def test_groups_do_not_depend_on_the_order(encoder: Encoder) -> None:
    order = random.Random(5).sample(range(len(TEXTS)), len(TEXTS))
    members, clusters = discover(encoder, TEXTS)
    shuffled, same = discover(encoder, [TEXTS[i] for i in order])
    assert [members[i] for i in order] == shuffled
    assert clusters == same


def test_texts_without_a_word_stand_apart(encoder: Encoder) -> None:
    members, clusters = discover(encoder, ["", "my refund is late", "  "])
    assert members == [-1, 0, -1]
    assert len(clusters) == 1


def test_the_same_text_twice_is_counted_twice_in_one_group(encoder: Encoder) -> None:
    members, clusters = discover(encoder, ["my refund is late", "my refund is late"])
    assert members == [0, 0]
    assert clusters[0].size == 2


def test_names_are_distinct_and_never_a_stop_word_alone() -> None:
    texts = ["the refund is late", "refund gone again", "app crash", "the app crash", "it is", "it was"]
    names = name_clusters(texts, [0, 0, 1, 1, 2, 2])
    assert len(set(names)) == 3
    assert not {name.lower() for name in names} & stop_words()
    assert "refund" in names[0].lower()
