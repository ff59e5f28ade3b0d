from __future__ import annotations

import pytest

from feedback.themes.naming import name_themes, name_tops, stop_words

REFUND = ["the refund is late", "my refund was late", "Late refunds again", "refund is so late"]
APP = ["the app crashed", "App crashes at login", "the app crashes", "it is an app crash"]


def names_of(*groups: list[str], given: dict[int, str] | None = None) -> dict[int, str]:
    """The names of themes 0.. with these texts."""
    texts = [text for group in groups for text in group]
    return name_themes(texts, [number for number, group in enumerate(groups) for _ in group], given or {})


def test_a_name_is_the_phrase_a_group_shares_without_its_stop_words() -> None:
    assert names_of(REFUND, APP) == {0: "Refund late", 1: "App crashes"}


def test_a_name_keeps_the_texts_own_capitals() -> None:
    assert names_of(["change my PIN", "Change PIN", "how to change the PIN", "change pin"], APP)[0] == "Change PIN"


@pytest.mark.parametrize("twin", ["refunds late", "late refund", "Late-refunds", "a late refund"])
def test_no_name_repeats_another_in_number_order_or_stop_words(twin: str) -> None:
    names = names_of(REFUND, [twin, twin, f"{twin} money", f"{twin} money"])
    assert names[1] not in ("", names[0])
    assert names[1].lower().split() != names[0].lower().split()
    assert "money" in names[1].lower()


def test_no_name_is_part_of_an_earlier_one() -> None:
    names = names_of(REFUND, ["refund please", "refund now", "the refund counter", "counter"])
    assert names[1] != "Refund"


def test_a_name_given_stays_and_keeps_others_away_from_it() -> None:
    names = names_of(REFUND, APP, given={1: "Refund late"})
    assert names[1] == "Refund late"
    assert names[0] != "Refund late"


def test_groups_without_a_telling_word_are_numbered_apart() -> None:
    names = names_of(["it is", "it was"], ["!!!", "😀"], ["the"])
    assert sorted(names.values()) == ["Group 1", "Group 2", "Group 3"]


def test_no_name_begins_or_ends_with_a_stop_word() -> None:
    names = names_of(REFUND, APP, ["waited for the courier", "we waited for a courier", "waiting for my courier"])
    for name in names.values():
        assert not {name.split()[0].lower(), name.split()[-1].lower()} & stop_words()
    assert names[2] == "Waited for courier"


def test_a_negation_belongs_to_the_name() -> None:
    texts = ["card not working", "the card is not working", "my card isn't working", "card not working"]
    assert names_of(texts, APP)[0] == "Card not working"


def test_a_name_does_not_end_in_the_middle_of_a_verb() -> None:
    assert names_of(["I cannot top up", "the top up failed", "top up please", "top up"], APP)[0] == "Top up"


def test_no_name_reaches_over_a_pause() -> None:
    assert "late app" not in names_of(["refund late. App", "refund late, app", "refund late (app)"], APP)[0].lower()


def test_a_top_theme_of_one_is_called_like_it() -> None:
    names = names_of(REFUND, APP)
    tops = name_tops([*REFUND, *APP], [0] * 4 + [1] * 4, names, {0: 0, 1: 1}, {0: 4, 1: 4}, {})
    assert tops == names


def test_a_top_theme_without_anything_in_common_names_its_two_largest() -> None:
    names = names_of(REFUND, APP)
    tops = name_tops([*REFUND, *APP], [0] * 4 + [1] * 4, names, {0: 0, 1: 0}, {0: 4, 1: 4}, {})
    assert tops == {0: "Refund late, App crashes"}


def test_a_top_theme_is_called_by_what_its_texts_share() -> None:
    texts = ["courier rude", "the rude courier", "courier late", "a late courier"]
    tops = name_tops(texts, [0, 0, 1, 1], {0: "Courier rude", 1: "Courier late"}, {0: 0, 1: 0}, {0: 2, 1: 2}, {})
    assert tops == {0: "Courier"}


def test_names_are_the_same_whatever_the_order_of_the_texts() -> None:
    assert names_of(REFUND, APP) == names_of(REFUND[::-1], APP[::-1])
