from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from feedback.themes.__main__ import main

ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": "The agent was rude", "q": "better"},
    {"id": 7, "text": "Very polite 😀, but I waited 50 minutes"},
    {"id": "c", "text": ""},
    {"id": "d\ud800", "text": "lone \ud800"},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(command: str, cache: Path, **options: Path) -> int:
    given = [str(part) for name, value in options.items() for part in (f"--{name.rstrip('_')}", value)]
    return main([command, "--cache", str(cache), *given])


def test_code_writes_one_line_per_answer_in_order(tmp_path: Path, cache: Path) -> None:
    out = tmp_path / "coded.jsonl"
    assert run("code", cache, in_=write(tmp_path / "in.jsonl", ROWS), out=out) == 0
    rows = read(out)
    assert [row["id"] for row in rows] == [row["id"] for row in ROWS]
    assert list(rows[0]) == ["id", "improve", "praise", "route", "sentiment", "emotion", "excerpts"]
    assert "respect" in rows[0]["improve"]
    assert rows[0]["excerpts"][0].keys() == {"start", "end", "themes"}


def test_coding_twice_writes_the_same_bytes(tmp_path: Path, cache: Path) -> None:
    source = write(tmp_path / "in.jsonl", ROWS)
    for name in ("one", "two"):
        assert run("code", cache, in_=source, out=tmp_path / name) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_fitted_label_set_is_kept_and_applied(tmp_path: Path, cache: Path) -> None:
    examples = [
        {"id": f"{label}{i}", "text": text.format(i), "labels": [label]}
        for label, text in {"parking": "no space to park car {}", "food": "the soup {} was cold"}.items()
        for i in range(12)
    ]
    model, out = tmp_path / "model", tmp_path / "out.jsonl"
    assert run("fit", cache, examples=write(tmp_path / "examples.jsonl", examples), model=model) == 0
    source = write(tmp_path / "in.jsonl", [{"id": "1", "text": "nowhere to park"}, {"id": "2", "text": "cold soup"}])
    assert run("code", cache, in_=source, out=out, model=model) == 0
    assert read(out) == [{"id": "1", "labels": ["parking"]}, {"id": "2", "labels": ["food"]}]


def test_discover_adds_a_cluster_and_writes_the_names(tmp_path: Path, cache: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run("discover", cache, in_=write(tmp_path / "in.jsonl", ROWS), out=out) == 0
    rows, names = read(out), read(tmp_path / "out.jsonl.clusters.jsonl")
    assert [{key: row[key] for key in row if key not in ("cluster", "parent")} for row in rows] == ROWS
    assert {row["cluster"] for row in rows} - {-1} == {cluster["id"] for cluster in names}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("not json", "line 2: not JSON"),
        ("[1]", "line 2: must be an object"),
        ('{"text": "x"}', 'line 2: "id" must be'),
        ('{"id": true, "text": "x"}', 'line 2: "id" must be'),
        ('{"id": "1", "text": null}', 'line 2: "text" must be'),
        ('{"id": "1", "text": "x", "q": "maybe"}', 'line 2: "q" must be one of better'),
        ("[" * 100_000, "line 2: not JSON"),
    ],
)
def test_a_bad_line_stops_with_its_number_and_leaves_no_output(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str], line: str, complaint: str
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "1", "text": "fine"}\n' + line + "\n", encoding="utf-8")
    assert run("code", cache, in_=source, out=out) == 2
    error = capsys.readouterr().err.strip()
    assert complaint in error
    assert "\n" not in error
    assert list(tmp_path.iterdir()) == [source]


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "1", "text": "\xff"}\n')
    assert run("code", cache, in_=source, out=tmp_path / "out") == 2
    assert "line 1: not UTF-8" in capsys.readouterr().err


def test_missing_files_and_folders_are_one_sentence(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.jsonl", ROWS)
    assert run("code", cache, in_=tmp_path / "nowhere", out=tmp_path / "out") == 2
    assert run("code", cache, in_=source, out=tmp_path / "no" / "out") == 2
    assert run("code", cache, in_=source, out=tmp_path / "out", model=tmp_path) == 2
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 3
    assert all(error.startswith("error: ") for error in errors)


def test_fit_without_any_label_is_refused(tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = write(tmp_path / "examples.jsonl", [{"id": "1", "text": "x", "labels": []}])
    assert run("fit", cache, examples=examples, model=tmp_path / "model") == 2
    assert "nothing to learn" in capsys.readouterr().err


def test_an_empty_file_gives_an_empty_file(tmp_path: Path, cache: Path) -> None:
    assert run("code", cache, in_=write(tmp_path / "in.jsonl", []), out=tmp_path / "out") == 0
    assert (tmp_path / "out").read_bytes() == b""
