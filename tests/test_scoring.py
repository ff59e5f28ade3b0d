from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.scoring import KINDS, Coded, documents, read_coded, report, score, sentiment_accuracy
from feedback.themes.types import CodedExcerpt, Coding, ThemeCode


def gold(*improve: str, contested: tuple[str, ...] = (), sentiment: str | None = "neg") -> Coded:
    empty = {kind: frozenset[str]() for kind in KINDS}
    return Coded(
        text="x",
        role="why",
        labels=empty | {"improve": frozenset(improve)},
        contested=empty | {"improve": frozenset(contested)},
        sentiment=sentiment,
    )


def coding(*improve: str) -> Coding:
    themes = tuple(ThemeCode(theme, "improve", 1.0) for theme in improve)
    return Coding("0", (), "neg", 0.0, (), (), (CodedExcerpt(0, 1, "neg", themes),))


def test_everything_found_and_nothing_more_is_one() -> None:
    result = score("improve", [gold("speed", "calm"), gold()], [coding("speed", "calm"), coding()])
    assert (result.micro, result.macro(1), result.ratio) == (1, 1, 1)


def test_a_label_too_many_and_a_label_missed_both_cost() -> None:
    result = score("improve", [gold("speed"), gold("calm")], [coding("speed", "tone"), coding()])
    assert (result.hits.total(), result.extra.total(), result.missed.total()) == (1, 1, 1)
    assert result.micro == 0.5


def test_a_contested_label_counts_neither_way() -> None:
    rows = [gold("speed", contested=("calm",))] * 2
    result = score("improve", rows, [coding("speed", "calm"), coding("speed")])
    assert (result.micro, result.ratio) == (1, 1)


def test_a_macro_average_leaves_rare_labels_out() -> None:
    result = score(
        "improve", [gold("speed"), gold("speed"), gold("calm")], [coding("speed"), coding("speed"), coding()]
    )
    assert result.by_label(least_cases=2) == {"speed": 1}
    assert (result.macro(2), result.macro(1)) == (1, 0.5)


def test_the_ratio_tells_how_many_labels_are_given_for_each_coded() -> None:
    assert score("improve", [gold("speed")], [coding("calm", "tone")]).ratio == 2


def test_nothing_to_find_is_no_error() -> None:
    result = score("improve", [gold()], [coding()])
    assert (result.micro, result.macro(), result.ratio) == (0, 0, 0)


def test_a_sentiment_without_agreement_is_not_counted() -> None:
    rows = [gold(sentiment="neg"), gold(sentiment="pos"), gold(sentiment=None)]
    assert sentiment_accuracy(rows, [coding()] * 3) == 0.5


def test_codings_of_other_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        score("improve", [gold("speed")], [])


def test_a_report_has_a_line_for_every_kind_and_for_sentiment() -> None:
    lines = list(report([gold("speed")], [coding("speed")]))
    assert [line.split()[0] for line in lines] == [*KINDS, "sentiment"]


def test_coded_answers_are_read_with_and_without_contested_labels(tmp_path: Path) -> None:
    labels: dict[str, list[str]] = {kind: [] for kind in KINDS}
    rows = [
        {"text": "late", "q": "better", **labels, "improve": ["speed"], "sentiment": "neg"},
        {"text": "hm", **labels, "improve_contested": ["tone"], "sentiment": None},
    ]
    path = tmp_path / "coded.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    first, second = read_coded(path)
    assert (first.role, second.role) == ("better", "why")
    assert (first.sentiment, second.sentiment) == ("neg", None)
    assert (set(first.labels["improve"]), set(first.contested["improve"])) == ({"speed"}, set())
    assert (set(second.labels["improve"]), set(second.contested["improve"])) == (set(), {"tone"})
    assert [document.text for document in documents([first, second])] == ["late", "hm"]
