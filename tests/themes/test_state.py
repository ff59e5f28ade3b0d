from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feedback.themes.encoder import WIDTH
from feedback.themes.identity import digest, read
from feedback.themes.jsonl import InputError
from feedback.themes.stable import Decision
from feedback.themes.state import State, Theme, load, save

STATE = State(
    themes=(Theme(0, "Refund late", 0, np.zeros(WIDTH, np.float32), frozenset(("0123456789abcdef",))),),
    tops={0: "Refund late"},
    next=1,
    reach=0.25,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A saved state."""
    save(tmp_path / "state.jsonl", STATE)
    return tmp_path / "state.jsonl"


def add(path: Path, row: Any) -> None:
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")


def test_no_file_is_an_empty_state(tmp_path: Path) -> None:
    assert load(tmp_path / "nothing") == State()


def test_a_state_comes_back_and_is_written_the_same(path: Path) -> None:
    before = path.read_bytes()
    save(path, load(path))
    assert path.read_bytes() == before


def test_a_decision_is_a_line_added_to_the_file(path: Path) -> None:
    add(path, {"do": "rename", "theme": 0, "name": "Late refunds"})
    assert load(path).decisions == (Decision("rename", theme=0, name="Late refunds"),)


def test_a_decision_names_texts_by_their_words_and_the_file_keeps_their_digests(path: Path) -> None:
    add(path, {"do": "split", "theme": 0, "texts": ["My  refund is late"], "name": "Mine"})
    state = load(path)
    assert state.decisions[0].texts == (digest(read("My refund is late")),)
    save(path, state)
    assert "My" not in path.read_text()
    assert load(path).decisions == state.decisions


def test_a_theme_split_off_gets_an_id_never_used_and_keeps_it(path: Path) -> None:
    add(path, {"do": "split", "theme": 0, "texts": ["a text"], "name": "One"})
    add(path, {"do": "split", "theme": 0, "texts": ["b text"], "name": "Two"})
    state = load(path)
    assert [decision.into for decision in state.decisions] == [1, 2]
    assert state.next == 3
    save(path, state)
    assert load(path).next == 3
    assert [decision.into for decision in load(path).decisions] == [1, 2]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"do": "burn", "theme": 0}, '"do" must be one of'),
        ({"do": ["rename"], "theme": 0}, '"do" must be one of'),
        ({"do": "rename", "theme": 0}, 'rename needs "name"'),
        ({"do": "rename", "theme": 0, "name": " "}, '"name" must be a text'),
        ({"do": "merge", "theme": 0, "into": 1}, '"into" is no theme'),
        ({"do": "hide", "theme": -1}, '"theme" is no theme'),
        ({"do": "hide", "theme": True}, '"theme" is no theme'),
        ({"do": "move", "texts": "abc", "into": 0}, '"texts" must be a list'),
    ],
)
def test_a_wrong_decision_is_refused_with_its_line(path: Path, row: dict[str, Any], complaint: str) -> None:
    add(path, row)
    with pytest.raises(InputError, match="line 4: ") as error:
        load(path)
    assert complaint in str(error.value)


@pytest.mark.parametrize("text", ["", '{"state": 2}', '{"id": "1"}', '{"state": 1}'])
def test_a_file_that_is_no_state_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="state"):
        load(path)


def test_a_mean_of_the_wrong_length_is_refused(path: Path) -> None:
    path.write_text(path.read_text().replace("[0.0, ", "[", 1), encoding="utf-8")
    with pytest.raises(InputError, match="is damaged"):
        load(path)
