from __future__ import annotations

from pathlib import Path

import pytest

from surveys.services.importing.encodings import CP1252, UnreadableFile
from surveys.services.importing.table import LONGEST_ROW, BrokenRow, Table, open_table


def a_table(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Table:
    path = folder / "answers.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return open_table(path)


def rows_of(table: Table) -> list[list[str] | BrokenRow]:
    return list(table.rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found_by_the_bytes(tmp_path: Path, encoding: str) -> None:
    table = a_table(tmp_path, "text,agent\nSehr schön – danke,Zoë\n", encoding)
    assert rows_of(table) == [["Sehr schön – danke", "Zoë"]]


def test_what_is_no_utf_8_is_said_to_be_windows_1252(tmp_path: Path) -> None:
    assert a_table(tmp_path, "text\ncafé\n", "cp1252").encoding == CP1252
    assert a_table(tmp_path, "text\ncafé\n").encoding != CP1252


def test_one_broken_byte_does_not_garble_a_utf_8_file(tmp_path: Path) -> None:
    table = a_table(tmp_path, "text\nGrüße aus Köln\nähnlich schön\n".encode() + b"bro\xffken\n")
    assert rows_of(table) == [["Grüße aus Köln"], ["ähnlich schön"], ["bro\ufffdken"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "comment", "agent"], ["1", "Quick and kind.", "Priya"], ["2", "Slow", "Tom"]]
    table = a_table(tmp_path, "\n".join(delimiter.join(line) for line in lines))
    assert table.header == ("id", "comment", "agent")
    assert rows_of(table) == lines[1:]


def test_commas_in_sentences_do_not_cut_the_only_column(tmp_path: Path) -> None:
    table = a_table(tmp_path, "comment\nQuick, kind, helpful\nSlow; rude\n")
    assert rows_of(table) == [["Quick, kind, helpful"], ["Slow; rude"]]


def test_a_quoted_cell_keeps_its_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    table = a_table(tmp_path, 'id,text\r\n1,"He said ""wait"",\r\nthen left"\r\n2,fine\r\n')
    assert rows_of(table) == [["1", 'He said "wait",\r\nthen left'], ["2", "fine"]]


def test_a_quotation_mark_inside_a_bare_cell_is_only_a_character(tmp_path: Path) -> None:
    assert rows_of(a_table(tmp_path, 'id,text\n1,a 5" screen\n2,ok\n')) == [["1", 'a 5" screen'], ["2", "ok"]]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    first, *others = rows_of(a_table(tmp_path, 'id,text\n1,"never closed\n2,fine\n3,good\n'))
    assert isinstance(first, BrokenRow)
    assert others == [["2", "fine"], ["3", "good"]]


def test_an_open_quotation_mark_that_meets_a_later_quoted_cell_swallows_nothing(tmp_path: Path) -> None:
    rows = rows_of(a_table(tmp_path, 'id,text\n1,"open\n2,fine\n3,"a, b"\n'))
    assert [row for row in rows if isinstance(row, list)] == [["2", "fine"], ["3", "a, b"]]


@pytest.mark.parametrize("quote", ['"', ""])
def test_a_cell_of_a_megabyte_is_a_broken_row_and_the_next_row_is_read(tmp_path: Path, quote: str) -> None:
    first, second = rows_of(a_table(tmp_path, f"id,text\n1,{quote}{'x' * 1_000_000}{quote}\n2,fine\n"))
    assert isinstance(first, BrokenRow)
    assert f"{LONGEST_ROW:,}" in first.reason
    assert second == ["2", "fine"]


def test_a_short_row_is_filled_up_and_empty_cells_too_many_are_dropped(tmp_path: Path) -> None:
    table = a_table(tmp_path, "text,agent\nkind,Tom\nfine\ngood,Tom,,\nslow,Tom\n")
    assert rows_of(table) == [["kind", "Tom"], ["fine", ""], ["good", "Tom"], ["slow", "Tom"]]


def test_a_row_with_words_too_many_is_broken_and_not_cut(tmp_path: Path) -> None:
    rows = rows_of(a_table(tmp_path, "text,agent\nkind,Tom\nslow,Tom\nquick, but rude,Tom\n"))
    assert rows[2] == BrokenRow("The row has 3 cells where the header has 2.")


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    assert rows_of(a_table(tmp_path, "text,agent\n\nfine,Tom\n\n\n")) == [["fine", "Tom"]]


def test_a_null_byte_does_no_harm(tmp_path: Path) -> None:
    assert rows_of(a_table(tmp_path, b"text,agent\nfi\x00ne,Tom\n")) == [["fi\x00ne", "Tom"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "name the columns"),
        (b",,\nfine,Tom,x\n", "name the columns"),
        (b"text,text\nfine,good\n", "Two columns are named “text”"),
        (b"PK\x03\x04 and so on", "spreadsheet workbook"),
        (b"\xd0\xcf\x11\xe0 and so on", "spreadsheet workbook"),
        (b'"text,agent\nfine,Tom\n', "The first row cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        a_table(tmp_path, content)
