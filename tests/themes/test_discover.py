from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from feedback.themes.discover import NO_TEXT, discover, rediscover
from feedback.themes.encoder import Encoder
from feedback.themes.stable import Decision
from feedback.themes.state import State

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
NEW_TOPIC = [
    f"the soup tasted {how}" for how in ("salty", "burnt", "stale", "awful", "bitter", "sour", "of nothing", "too hot")
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


def test_three_topics_are_three_themes(encoder: Encoder) -> None:
    members, clusters = discover(encoder, TEXTS)
    assert len(clusters) == 3
    assert sum(members[i : i + 6].count(max(members[i : i + 6], key=members.count)) for i in (0, 6, 12)) >= 16


def test_few_themes_are_their_own_top_themes(encoder: Encoder) -> None:
    _, clusters = discover(encoder, TEXTS)
    assert [cluster.parent for cluster in clusters] == [cluster.id for cluster in clusters]
    assert [cluster.parent_name for cluster in clusters] == [cluster.name for cluster in clusters]


def test_texts_without_a_word_stand_apart(encoder: Encoder) -> None:
    members, clusters = discover(encoder, ["", "my refund is late", "  "])
    assert members == [NO_TEXT, 0, NO_TEXT]
    assert len(clusters) == 1


def test_the_same_text_twice_is_counted_twice_in_one_group(encoder: Encoder) -> None:
    members, clusters = discover(encoder, ["my refund is late", "my refund is late"])
    assert members == [0, 0]
    assert clusters[0].size == 2


@pytest.mark.parametrize(
    "texts",
    [
        ["the same words"] * 1000,
        ["😀", "😡😡", "👍", "🎉", "😀😀"],
        ["late refund " * 90_000, "app", "\ud800\x00", "\u200b", "."],
        ["good", "very good", "Good!", "GOOD", "good service", "good, thanks"] * 8,
    ],
    ids=["one text", "emoji", "a megabyte", "nearly the same"],
)
def test_odd_texts_are_grouped_like_any_other(encoder: Encoder, texts: list[str]) -> None:
    members, clusters = discover(encoder, texts)
    assert len(members) == len(texts)
    assert {*members} - {NO_TEXT} == {cluster.id for cluster in clusters}
    assert len(clusters) <= 3
    assert all(cluster.name.strip() for cluster in clusters)


def test_only_empty_texts_give_no_theme_and_leave_the_state(encoder: Encoder) -> None:
    assert rediscover(encoder, ["", " "], State()) == ([NO_TEXT] * 2, [], State())


def grown(encoder: Encoder, *decisions: Decision, more: Sequence[str] = ()) -> tuple[list[int], State]:
    """Members and state of a second run with `more` texts, after `decisions` were taken on the first."""
    _, _, state = rediscover(encoder, TEXTS, State())
    following = max([state.next, *(decision.into + 1 for decision in decisions)])
    members, _, state = rediscover(encoder, [*TEXTS, *more], replace(state, decisions=decisions, next=following))
    return members, state


def test_a_second_run_changes_nothing(encoder: Encoder) -> None:
    first, clusters, state = rediscover(encoder, TEXTS, State())
    again, same, later = rediscover(encoder, TEXTS, state)
    assert (again, same, later.tops, later.next) == (first, clusters, state.tops, state.next)


def test_a_run_anew_on_the_same_texts_keeps_every_id(encoder: Encoder) -> None:
    first, clusters, state = rediscover(encoder, TEXTS, State())
    again, same, _ = rediscover(encoder, TEXTS, state, anew=True)
    assert (again, same) == (first, clusters)


def test_known_texts_stay_when_others_come(encoder: Encoder) -> None:
    before, _ = discover(encoder, TEXTS)
    members, _ = grown(encoder, more=["my refund did not come", "the app crashes all the time"])
    assert members[:18] == before
    assert members[18:] == [before[0], before[6]]


def test_a_topic_that_fits_nowhere_becomes_a_theme(encoder: Encoder) -> None:
    before, clusters = discover(encoder, TEXTS)
    members, state = grown(encoder, more=NEW_TOPIC)
    assert members[:18] == before
    assert set(members[18:]) == {len(clusters)}
    assert state.next == len(clusters) + 1


def test_two_strays_are_no_theme(encoder: Encoder) -> None:
    _, clusters = discover(encoder, TEXTS)
    members, _ = grown(encoder, more=NEW_TOPIC[:2])
    assert set(members) == {cluster.id for cluster in clusters}


def test_a_theme_whose_texts_are_gone_is_remembered(encoder: Encoder) -> None:
    first, _, state = rediscover(encoder, TEXTS, State())
    members, clusters, later = rediscover(encoder, TEXTS[:6], state)
    assert members == first[:6]
    assert {cluster.id for cluster in clusters} == set(members)
    assert {theme.id for theme in later.themes} == set(first)


def test_a_merge_lasts_and_takes_newcomers(encoder: Encoder) -> None:
    before, _ = discover(encoder, TEXTS)
    app, refund = before[6], before[0]
    members, state = grown(encoder, Decision("merge", theme=app, into=refund), more=["the app crashed again"])
    assert app not in members
    assert members[18] == refund
    anew, _, _ = rediscover(encoder, TEXTS, state, anew=True)
    assert app not in anew
    assert anew[:12] == members[:12]


def test_a_split_lasts_with_its_name(encoder: Encoder) -> None:
    _, clusters = discover(encoder, TEXTS)
    rude = Decision(
        "split", theme=clusters[0].id, into=9, name="Rudeness", texts=tuple(digests(encoder, "the courier was rude"))
    )
    members, state = grown(encoder, rude)
    assert members[TEXTS.index("the courier was rude")] == 9
    for anew in (False, True):
        members, found, _ = rediscover(encoder, TEXTS, state, anew=anew)
        assert members[TEXTS.index("the courier was rude")] == 9
        assert {cluster.name for cluster in found if cluster.id == 9} == {"Rudeness"}


def test_a_moved_text_stays_where_it_was_put(encoder: Encoder) -> None:
    before, _ = discover(encoder, TEXTS)
    moved = Decision("move", into=before[6], texts=tuple(digests(encoder, TEXTS[0])))
    members, state = grown(encoder, moved)
    assert members[0] == before[6]
    assert rediscover(encoder, TEXTS, state, anew=True)[0][0] == before[6]


def test_a_name_and_hiding_last(encoder: Encoder) -> None:
    decisions = Decision("rename", theme=1, name="What I call it"), Decision("hide", theme=0)
    _, state = grown(encoder, *decisions)
    for anew in (False, True):
        _, clusters, _ = rediscover(encoder, TEXTS, state, anew=anew)
        assert clusters[1].name == "What I call it"
        assert [cluster.hidden for cluster in clusters] == [True, False, False]


def digests(encoder: Encoder, text: str) -> frozenset[str]:
    """The digest under which a state remembers a text."""
    return rediscover(encoder, [text], State())[2].themes[0].texts
