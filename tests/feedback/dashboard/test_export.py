"""The answers as a file: what the page shows, no more, and nothing a spreadsheet would compute."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO

import pytest
from django.test import Client

from feedback.selectors.export import COLUMNS, safe_cell
from tests.builders import a_response, a_team, a_theme, a_user
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer

pytestmark = pytest.mark.django_db


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    reply = client.get(f"/answers.csv{query}")
    assert reply.status_code == 200
    content = b"".join(reply.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(content)))


def test_a_row_says_what_the_page_says(manager_client: Client) -> None:
    a_theme("speed", label="Speed")
    labels = {key: a_theme(key).label for key in ("speed", "respect")}
    answer = a_coded_answer(("speed", IMPROVE), ("respect", PRAISE), text="Slow,\nbut “kind”.", agents=("Ann", "Bo"))
    (row,) = table(manager_client)
    assert row["answer"] == "Slow,\nbut “kind”."
    assert (row["could_be_better"], row["done_well"]) == (labels["speed"], labels["respect"])
    assert (row["agents"], row["team"], row["sentiment"]) == ("Ann; Bo", "Orders", "Negative")
    assert row["answer_id"] == str(answer.pk)


def test_without_answers_there_is_the_header_alone(manager_client: Client) -> None:
    a_team()
    reply = manager_client.get("/answers.csv")
    lines = b"".join(reply.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines == [",".join(COLUMNS)]


def test_the_filter_of_the_page_holds(manager_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE), text="In.")
    a_coded_answer(text="Out.")
    assert [row["answer"] for row in table(manager_client, "?theme=speed")] == ["In."]


def test_other_teams_answers_are_not_in_it(client: Client) -> None:
    a_coded_answer(text="Ours.", team="Orders")
    a_coded_answer(text="Theirs.", team="Billing")
    client.force_login(a_user("olga", team=a_team("Orders")))
    assert [row["answer"] for row in table(client)] == ["Ours."]


def test_personal_data_is_masked_before_and_after_the_engine_read_it(manager_client: Client) -> None:
    a_response(answers={"better": "Write to kim@example.com."})
    (row,) = table(manager_client)
    assert row["answer"] == "Write to [email]."


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=cmd|' /C calc'!A0", "\u00a0=1"]
)
def test_nothing_begins_like_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Slow.", "a=b", "5", "’=", "'=1"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_a_customer_cannot_write_a_formula(manager_client: Client) -> None:
    a_coded_answer(text='=HYPERLINK("http://x","y")', agents=("=Ann",))
    (row,) = table(manager_client)
    assert row["answer"].startswith("'=")
    assert row["agents"] == "'=Ann"


def test_many_answers_come_in_few_queries_and_in_order(
    manager_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    monkeypatch.setattr("feedback.selectors.export.CHUNK", 10)
    for number in range(25):
        a_coded_answer(("speed", IMPROVE), text=f"Answer {number}.", days_ago=1 + number / 100)
    with django_assert_max_num_queries(15):
        rows = table(manager_client)
    assert [row["answer"] for row in rows] == [f"Answer {number}." for number in range(25)]


def test_nobody_gets_it_without_signing_in(client: Client) -> None:
    assert client.get("/answers.csv").status_code == 302
