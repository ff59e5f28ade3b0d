"""The codebook as a value: edits, their replay, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.curation.frame import CHANGES, Edit, EditRefused, Entry, Frame, apply, in_force, replay, resolve

BASE: Frame = {
    "people": Entry("people", "People"),
    "work": Entry("work", "Work"),
    "speed": Entry("speed", "Speed", "work"),
    "tone": Entry("tone", "Tone", "people"),
    "respect": Entry("respect", "Respect", "people"),
}


def edit(kind: str, theme: str = "speed", number: int = 1, **values: str) -> Edit:
    return Edit(number, kind, theme, values)


def test_no_edits_leave_what_ships() -> None:
    assert replay(BASE, []) == BASE


def test_a_name_is_changed_and_nothing_else() -> None:
    frame = replay(BASE, [edit("rename", label="  Reply   faster ")])
    assert frame["speed"] == Entry("speed", "Reply faster", "work")
    assert {key: frame[key] for key in frame if key != "speed"} == {k: v for k, v in BASE.items() if k != "speed"}


def test_merging_twice_leads_to_the_last_theme() -> None:
    frame = replay(BASE, [edit("merge", "tone", 1, into="respect"), edit("merge", "respect", 2, into="speed")])
    assert resolve(frame, "tone") == "speed"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (edit("explode"), "no such edit"),
        (edit("rename", "nothing", label="X"), "not in the codebook"),
        (edit("rename", label=" "), "needs a name"),
        (edit("rename", label="x" * 121), "at most"),
        (edit("rename", label="TONE"), "another theme with the name"),
        (edit("describe", definition="x" * 4001), "at most"),
        (edit("move", group="tone"), "no such group"),
        (edit("move", "work", group="people"), "cannot lie in a group"),
        (edit("merge", into="speed"), "into itself"),
        (edit("merge", into="work"), "only into a theme"),
        (edit("merge", "work", into="speed"), "only into a theme"),
        (edit("merge", into="nothing"), "only into a theme"),
        (edit("show"), "so already"),
        (edit("unpin"), "so already"),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong: Edit, why: str) -> None:
    with pytest.raises(EditRefused, match=f"(?i){why}"):
        apply(BASE, wrong)


def test_themes_cannot_be_merged_in_a_circle() -> None:
    frame = replay(BASE, [edit("merge", "tone", into="respect")])
    with pytest.raises(EditRefused, match="into itself"):
        apply(frame, edit("merge", "respect", into="tone"))


def test_a_merged_themes_name_is_free_again() -> None:
    frame = replay(BASE, [edit("merge", "tone", 1, into="respect"), edit("rename", "respect", 2, label="Tone")])
    assert frame["respect"].label == "Tone"


def test_an_undone_edit_never_happened() -> None:
    first, second = edit("rename", "speed", 1, label="Faster"), edit("pin", "tone", 2)
    assert replay(BASE, [first, second, Edit(3, "undo", undoes=1)]) == replay(BASE, [second])


def test_an_edit_others_stand_on_cannot_be_undone_first() -> None:
    merged = edit("merge", "tone", 1, into="respect")
    takes_its_name = edit("rename", "speed", 2, label="Tone")
    with pytest.raises(EditRefused, match="another theme"):
        replay(BASE, [merged, takes_its_name, Edit(3, "undo", undoes=1), edit("rename", "speed", 4, label="Respect")])


def test_what_is_undone_is_not_in_force() -> None:
    log = [edit("pin", number=1), edit("hide", number=2), Edit(3, "undo", undoes=1)]
    assert [done.number for done in in_force(log)] == [2]


THEMES = ("speed", "tone", "respect", "work", "people")


def some_edits(seed: int, count: int) -> list[Edit]:
    """`count` edits that were allowed when they were made, some of them undone."""
    random, log = Random(seed), list[Edit]()
    while len(log) < count:
        number = len(log) + 1
        standing = in_force(log)
        if standing and random.random() < 0.2:
            wanted = Edit(number, "undo", undoes=random.choice(standing).number)
        else:
            wanted = Edit(number, random.choice(sorted(CHANGES)), random.choice(THEMES), _values(random))
        try:
            replay(BASE, [*log, wanted])
        except EditRefused:
            continue
        log.append(wanted)
    return log


def _values(random: Random) -> Mapping[str, str]:
    key = random.choice(THEMES)
    return {"label": f"Name {random.randrange(1000)}", "group": key, "into": key, "definition": f"D{random.random()}"}


@given(st.integers(0, 10_000))
def test_a_log_replayed_ten_times_gives_one_frame(seed: int) -> None:
    log = some_edits(seed, 40)
    shuffled = log.copy()
    Random(seed).shuffle(shuffled)
    assert all(replay(BASE, shuffled) == replay(BASE, log) for _ in range(10))


@given(st.integers(0, 10_000))
def test_undoing_the_last_edit_gives_the_frame_before_it(seed: int) -> None:
    log = some_edits(seed, 20)
    last = in_force(log)[-1:]
    undone = [*log, *(Edit(99, "undo", undoes=one.number) for one in last)]
    assert replay(BASE, undone) == replay(BASE, [one for one in log if one not in last])


@given(st.integers(0, 10_000))
def test_whatever_is_edited_the_tree_stays_a_tree(seed: int) -> None:
    frame = replay(BASE, some_edits(seed, 40))
    assert frame.keys() == BASE.keys()
    assert all(not frame[entry.group].group for entry in frame.values() if entry.group)
    assert all(not frame[resolve(frame, key)].merged_into for key in frame)
    shown = [entry.label.casefold() for entry in frame.values() if not entry.merged_into]
    assert len(shown) == len(set(shown))
