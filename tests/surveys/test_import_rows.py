from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from surveys.services.importing.columns import Columns, guess_columns
from surveys.services.importing.encodings import UnreadableFile
from surveys.services.importing.rows import LONGEST_ANSWER, ImportedAnswer, Refusal, read_rows
from surveys.services.importing.table import open_table

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def rows_of(folder: Path, content: str, columns: Columns | None = None) -> list[ImportedAnswer | Refusal]:
    path = folder / "answers.csv"
    path.write_text(content)
    columns = columns or Columns(text="text")
    return list(read_rows(open_table(path), columns, now=NOW, zone=UTC))


def ids_of(folder: Path, content: str) -> list[str]:
    return [row.external_id for row in rows_of(folder, content) if isinstance(row, ImportedAnswer)]


def refusals_of(folder: Path, content: str, columns: Columns | None = None) -> dict[int, str]:
    return {row.number: row.reason for row in rows_of(folder, content, columns) if isinstance(row, Refusal)}


def test_a_row_becomes_an_answer(tmp_path: Path) -> None:
    columns = Columns(text="text", agent="who", team="group", date="when")
    (row,) = rows_of(tmp_path, "who,group,when,text\n Priya  K ,Orders,2026-02-01, So kind! \n", columns)
    assert isinstance(row, ImportedAnswer)
    assert (row.text, row.agent, row.team) == ("So kind!", "Priya K", "Orders")
    assert row.answered_at == datetime(2026, 2, 1, tzinfo=UTC)


def test_without_a_date_column_the_answer_is_as_old_as_the_import(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "text\nfine\n")
    assert isinstance(row, ImportedAnswer)
    assert row.answered_at == NOW


def test_honest_repeats_are_different_rows(tmp_path: Path) -> None:
    assert len(set(ids_of(tmp_path, "text\nGood\nGood\nGood\n"))) == 3


def test_a_longer_version_of_a_file_gives_its_first_rows_the_same_ids(tmp_path: Path) -> None:
    before = ids_of(tmp_path, "text\nGood\nSlow\nGood\n")
    assert ids_of(tmp_path, "text\nGood\nSlow\nGood\nGood\n")[:3] == before


def test_the_place_of_a_row_does_not_matter(tmp_path: Path) -> None:
    assert set(ids_of(tmp_path, "text\nGood\nSlow\n")) == set(ids_of(tmp_path, "text\nSlow\nGood\n"))


def test_two_text_columns_of_one_file_do_not_stand_in_each_others_way(tmp_path: Path) -> None:
    content = "liked,better\nkind,slow\n"
    (liked,), (better,) = (rows_of(tmp_path, content, Columns(text=name)) for name in ("liked", "better"))
    assert isinstance(liked, ImportedAnswer)
    assert isinstance(better, ImportedAnswer)
    assert liked.external_id != better.external_id


@pytest.mark.parametrize("text", ['""', " ", "\u200b", "\x07"])
def test_a_row_without_visible_text_is_refused(tmp_path: Path, text: str) -> None:
    assert refusals_of(tmp_path, f"id,text\n1,{text}\n") == {1: "No text."}


def test_a_long_answer_is_refused_and_never_cut(tmp_path: Path) -> None:
    longest, longer = "x" * LONGEST_ANSWER, "x" * (LONGEST_ANSWER + 1)
    taken, refused = rows_of(tmp_path, f"text\n{longest}\n{longer}\n")
    assert isinstance(taken, ImportedAnswer)
    assert taken.text == longest
    assert refused == Refusal(2, "The text has 20,001 characters; at most 20,000 are taken.")


def test_a_date_that_cannot_be_read_refuses_its_row_and_no_other(tmp_path: Path) -> None:
    content = "text,when\na,2026-02-01\nb,soon\nc,\nd,2031-01-01\n"
    reasons = refusals_of(tmp_path, content, Columns(text="text", date="when"))
    assert reasons == {2: "“soon” is not a date.", 3: "No date.", 4: "“2031-01-01” lies in the future."}


def test_a_name_too_long_to_store_is_refused(tmp_path: Path) -> None:
    (reason,) = refusals_of(tmp_path, f"text,who\na,{'x' * 201}\n", Columns(text="text", agent="who")).values()
    assert reason == "The name in column “who” is longer than 200 characters."


def test_a_broken_row_is_refused_under_its_own_number(tmp_path: Path) -> None:
    assert list(refusals_of(tmp_path, 'id,text\n1,good\n2,"open\n3,fine\n')) == [2]


def test_a_formula_is_kept_as_the_text_it_is(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "text\n=1+1\n")
    assert isinstance(row, ImportedAnswer)
    assert row.text == "=1+1"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Ticket ID", "Customer Comment", "Agent_name", "Supervisor"), ("Customer Comment", "Agent_name", "", "")),
        (("id", "agent_id", "assignee", "verbatim", "created_at"), ("verbatim", "assignee", "", "created_at")),
        (("answer", "teamName", "submittedOn"), ("answer", "", "teamName", "submittedOn")),
    ],
)
def test_columns_are_guessed_by_their_names(header: tuple[str, ...], expected: tuple[str, str, str, str]) -> None:
    guess = guess_columns(header, [["x"] * len(header)])
    assert (guess.text, guess.agent, guess.team, guess.date) == expected


def test_without_a_telling_name_the_text_is_the_column_with_most_to_say() -> None:
    assert guess_columns(("a", "b"), [["1", "They kept me waiting."]]).text == "b"


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnreadableFile, match="no column “txt”. Its columns are “text”, “agent”"):
        Columns(text="txt").check(("text", "", "agent"))
