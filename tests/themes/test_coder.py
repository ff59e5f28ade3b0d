from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from feedback.themes import coder
from feedback.themes.adapter import fingerprint, merge
from feedback.themes.coder import CoderError
from feedback.themes.engine import Engine
from feedback.themes.types import SENTIMENTS


def test_the_shipped_coder_is_the_one_of_these_sentences() -> None:
    assert coder.load().edition == coder.edition(), "the codebook has changed: run `python -m feedback.tuning`"


def test_the_shipped_coder_knows_every_label_of_the_codebook() -> None:
    assert coder.load().labels == coder.label_names()


def test_a_coder_that_is_saved_and_loaded_says_the_same(tmp_path: Path) -> None:
    shipped = coder.load()
    coder.save(shipped, tmp_path / "copy")
    copy = coder.load(tmp_path / "copy")
    assert copy.version == shipped.version
    assert np.array_equal(copy.weights, shipped.weights)


def test_another_cut_is_another_version(tmp_path: Path) -> None:
    shipped = coder.load()
    coder.save(replace(shipped, cuts=shipped.cuts + np.float32(0.01)), tmp_path / "other")
    assert coder.load(tmp_path / "other").version != shipped.version


@pytest.mark.parametrize("content", [b"", b"\x10", b"{}" * 100])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "coder.safetensors"
    broken.write_bytes(content)
    with pytest.raises(CoderError, match="holds no coder"):
        coder.load(broken)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoderError):
        coder.load(tmp_path / "nothing")


def test_an_adapter_changes_the_matrices_it_names_and_no_other() -> None:
    tensors = {"a.weight": np.ones((2, 3), np.float32), "b.weight": np.ones((2, 2), np.float32)}
    down, up = np.full((1, 3), 2, np.float16), np.array([[1], [0]], np.float16)
    merged = merge(tensors, {"a.weight.down": down, "a.weight.up": up})
    assert merged["a.weight"].tolist() == [[3, 3, 3], [1, 1, 1]]
    assert merged["b.weight"] is tensors["b.weight"]
    assert tensors["a.weight"].max() == 1


def test_two_adapters_never_share_a_name() -> None:
    one, two = ({"a.weight.down": np.full((1, 3), value, np.float16)} for value in (1, 2))
    assert fingerprint(one) != fingerprint(two)


def test_the_adapter_stays_small() -> None:
    assert sum(part.nbytes for part in coder.load().adapter.values()) <= 3_000_000


def test_the_sentiments_of_an_answer_share_one_probability(engine: Engine) -> None:
    columns = [engine.coder.labels.index(f"sentiment:{name}") for name in SENTIMENTS]
    rows = engine.read("Polite, but she did not solve it")
    assert engine.coder.probabilities(rows)[:, columns].sum() == pytest.approx(1, abs=0.001)
