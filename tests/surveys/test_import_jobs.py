from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from surveys import tasks
from surveys.models import Agent, Answer, Conversation, ImportJob, Response, Source, Team
from surveys.services.importing import jobs, store
from surveys.services.importing.columns import Columns
from surveys.services.importing.encodings import UnreadableFile
from surveys.services.importing.jobs import due_imports, receive_file, run_import, start_import, sweep_imports
from surveys.signals import responses_imported
from tests.builders import a_source, a_team
from tests.surveys.importing import ALL_COLUMNS, REMARKS, a_finished_import, a_waiting_import, counts, kept_files, texts

pytestmark = pytest.mark.django_db


class Killed(Exception):
    """Stands for a process that ends at this point."""


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.CELERY_BROKER_URL = "memory://"


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 2)


def many(rows: int) -> str:
    return "text\n" + "".join(f"Answer {number}\n" for number in range(1, rows + 1))


def dies_at(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """The process is killed in the middle of the chunk with this number: when half of it is written."""
    calls = iter(range(1, 100))
    real = Answer.objects.bulk_create

    def bulk_create(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == chunk:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(Answer.objects, "bulk_create", bulk_create)


def let_the_lease_end(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


# --- What is stored ---------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_conversation_with_agent_response_and_answer() -> None:
    a_finished_import(columns=ALL_COLUMNS)
    conversation = Conversation.objects.order_by("closed_at")[0]
    (response,) = conversation.responses.all()
    (part,) = conversation.participations.all()
    answer = response.answers.get()
    assert conversation.source.kind == Source.Kind.IMPORT
    assert (conversation.team.name, response.team.name) == ("Orders", "Orders")
    assert conversation.closed_at == response.submitted_at == datetime(2026, 2, 1, tzinfo=UTC)
    assert (part.agent_name, part.is_primary) == ("Priya", True)
    assert (answer.text, answer.question.role, answer.asked) == ("So kind", "better", "What could we have done better?")


def test_one_agent_and_one_team_in_two_spellings_stay_one() -> None:
    a_finished_import(columns=ALL_COLUMNS)
    assert set(Agent.objects.values_list("name", flat=True)) == {"Priya", "Tom"}
    assert Team.objects.filter(name__iexact="orders").count() == 1


def test_a_row_without_an_agent_is_taken_in_without_one() -> None:
    a_finished_import("text,agent\nGood,\n", columns=Columns(text="text", agent="agent"))
    assert Conversation.objects.get().participations.count() == 0


def test_a_row_that_names_no_team_belongs_to_the_team_of_the_import() -> None:
    a_finished_import("text\nGood\n", columns=Columns(text="text", default_team="Returns"))
    assert Response.objects.get().team.name == "Returns"


def test_the_only_team_takes_the_answers_that_name_none() -> None:
    team = a_team("Everyone")
    a_finished_import("text\nGood\n")
    assert Response.objects.get().team == team


def test_one_survey_holds_a_question_for_every_role_used() -> None:
    for role in ("better", "liked", "better"):
        a_finished_import(f"text\nGood {role}\n", columns=Columns(text="text", role=role))
    assert list(Source.objects.get().survey.questions.values_list("role", flat=True)) == ["better", "liked"]


def test_formulas_and_markup_are_kept_as_the_text_they_are() -> None:
    a_finished_import('text\n=HYPERLINK(1)\n"<b>bold</b>, ""quoted"""\n')
    assert texts() == ["=HYPERLINK(1)", '<b>bold</b>, "quoted"']


def test_control_characters_and_foreign_line_breaks_are_cleaned() -> None:
    a_finished_import(b'text,n\n"a\x00b\x07\r\nc",1\n')
    assert texts() == ["ab\nc"]


def test_a_refused_row_is_reported_with_its_number_and_the_others_are_taken_in() -> None:
    job = a_finished_import("text,n\nGood,1\n,2\nSlow,3\n")
    assert counts(job) == (2, 0, 1)
    assert list(job.problems.values_list("row", "message")) == [(2, "No text.")]


def test_every_chunk_is_announced_with_its_responses(small_chunks: None) -> None:
    announced: list[list[int]] = []

    def note(responses: list[int], **_: Any) -> None:
        announced.append(responses)

    responses_imported.connect(note)
    try:
        a_finished_import(many(3))
    finally:
        responses_imported.disconnect(note)
    assert [len(chunk) for chunk in announced] == [2, 1]
    assert sorted(sum(announced, [])) == sorted(Response.objects.values_list("id", flat=True))


# --- Nothing twice, nothing lost --------------------------------------------------------------------------------------


def test_the_same_file_again_imports_nothing() -> None:
    a_finished_import()
    again = a_finished_import()
    assert counts(again) == (0, 3, 0)
    assert len(texts()) == 3


def test_a_longer_version_of_a_file_imports_only_what_is_new() -> None:
    a_finished_import()
    assert counts(a_finished_import(REMARKS + "New,Tom,Returns,2026-02-04\n")) == (1, 3, 0)


def test_honest_repeats_stay_several_answers(small_chunks: None) -> None:
    assert counts(a_finished_import("text\nGood\nGood\nGood\nBad\nGood\n")) == (5, 0, 0)
    assert counts(a_finished_import("text\nGood\nGood\nGood\nBad\nGood\nGood\n")) == (1, 5, 0)


def test_the_same_file_under_another_name_is_another_import() -> None:
    a_finished_import(name="Spring")
    assert counts(a_finished_import(name="Autumn")) == (3, 0, 0)


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_an_import_killed_inside_a_chunk_goes_on_exactly_there(
    monkeypatch: pytest.MonkeyPatch, small_chunks: None, chunk: int
) -> None:
    job = a_waiting_import(many(5))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        dies_at(patch, chunk)
        run_import(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.next_row, job.imported) == ("running", 2 * (chunk - 1), 2 * (chunk - 1))
    assert len(texts()) == job.imported
    let_the_lease_end(job)
    assert run_import(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.total_rows, counts(job)) == ("done", 5, (5, 0, 0))
    assert texts() == [f"Answer {number}" for number in range(1, 6)]


def test_repeats_are_counted_from_the_first_row_after_a_break(
    monkeypatch: pytest.MonkeyPatch, small_chunks: None
) -> None:
    job = a_waiting_import("text\nGood\nGood\nGood\nGood\n")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        dies_at(patch, 2)
        run_import(job_id=job.pk)
    let_the_lease_end(job)
    run_import(job_id=job.pk)
    job.refresh_from_db()
    assert counts(job) == (4, 0, 0)


def test_a_leased_import_is_left_alone() -> None:
    job = a_waiting_import()
    ImportJob.objects.filter(pk=job.pk).update(state="running", leased_until=timezone.now() + timedelta(seconds=40))
    assert run_import(job_id=job.pk) is False
    assert texts() == []


def test_a_process_that_lost_its_lease_stores_nothing_more(monkeypatch: pytest.MonkeyPatch, small_chunks: None) -> None:
    job = a_waiting_import(many(4))

    def another_takes_over(seen: ImportJob) -> None:
        if seen.next_row == 2:
            ImportJob.objects.filter(pk=job.pk).update(leased_until=timezone.now() + timedelta(hours=1))

    assert run_import(job_id=job.pk, on_progress=another_takes_over) is False
    assert texts() == ["Answer 1", "Answer 2"]
    job.refresh_from_db()
    assert (job.state, job.next_row) == ("running", 2)


def test_starting_the_same_file_again_joins_the_import_under_way() -> None:
    first = a_waiting_import()
    assert a_waiting_import() == first
    assert ImportJob.objects.count() == len(kept_files()) == 1


# --- The file ---------------------------------------------------------------------------------------------------------


def test_the_file_is_private_and_gone_after_its_last_row(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = a_waiting_import()
        (file,) = kept_files()
        assert file.stat().st_mode & 0o077 == 0
        run_import(job_id=job.pk)
    assert kept_files() == []


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "empty"), (b"PK\x03\x04", "workbook"), (b"a,a\n1,2\n", "Two columns")]
)
def test_a_file_that_is_no_table_leaves_nothing_behind(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        receive_file(chunks=[content], file_name="x.csv")
    assert (kept_files(), ImportJob.objects.count()) == ([], 0)


def test_a_file_too_large_is_refused_before_it_is_all_written(settings: Settings) -> None:
    settings.MAX_IMPORT_BYTES = 1024 * 1024
    with pytest.raises(UnreadableFile, match="larger than 1 MB"):
        receive_file(chunks=(b"x" * 300_000 for _ in range(1000)), file_name="x.csv")
    assert kept_files() == []


def test_a_file_that_has_vanished_fails_with_a_sentence() -> None:
    job = a_waiting_import()
    kept_files()[0].unlink()
    run_import(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.leased_until) == ("failed", None)
    assert "no longer there" in job.failure


def test_a_header_without_rows_fails_with_a_sentence() -> None:
    assert a_finished_import("text,agent\n").failure == "The file has a header and no rows."


def test_a_file_with_too_many_rows_fails_before_its_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_ROWS", 4)
    assert a_finished_import(many(5)).failure == "The file has more than 4 rows: split it."
    assert texts() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\old answers.csv", "old answers.csv"),
        ("a\x00b\nc\u202e.csv", "a b c\u202e.csv"),
        ("/", "answers.csv"),
        ("x" * 400 + ".csv", "x" * 251 + ".csv"),
    ],
)
def test_a_file_name_is_only_ever_shown(name: str, shown: str) -> None:
    job = receive_file(chunks=[b"text\nGood\n"], file_name=name)
    assert job.file_name == shown
    assert Path(job.path).parent == Path("imports")
    assert "passwd" not in job.path


# --- Starting ---------------------------------------------------------------------------------------------------------


def test_a_column_that_is_not_there_is_refused_before_anything_starts() -> None:
    with pytest.raises(UnreadableFile, match="no column “comment”"):
        a_waiting_import(columns=Columns(text="comment"))
    assert not due_imports(now=timezone.now()).exists()


def test_a_chat_tools_name_cannot_be_taken() -> None:
    a_source("Web chat")
    with pytest.raises(UnreadableFile, match="is a chat tool"):
        a_waiting_import(name="Web chat")


def test_an_import_starts_but_once() -> None:
    job = receive_file(chunks=[REMARKS.encode()], file_name="x.csv")
    start_import(job=job, columns=Columns(text="text"), source_name="One")
    started = start_import(job=job, columns=Columns(text="agent"), source_name="Two")
    assert started.columns["text"] == "text"


# --- The sweep --------------------------------------------------------------------------------------------------------


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(jobs, "ring", lambda *args: calls.append(args))
    return calls


def test_the_sweep_rings_for_what_waits_and_what_was_broken_off(rung: list[tuple[Any, ...]]) -> None:
    waiting, broken, held = (a_waiting_import(many(n)) for n in (1, 2, 3))
    now = timezone.now()
    for job, lease in ((broken, -1), (held, 20)):
        ImportJob.objects.filter(pk=job.pk).update(state="running", leased_until=now + timedelta(seconds=lease))
    a_finished_import()
    receive_file(chunks=[b"text\nGood\n"], file_name="columns-not-chosen.csv")
    sweep_imports(now=now)
    assert rung == [("surveys.import", waiting.pk), ("surveys.import", broken.pk)]


def test_a_file_nobody_chose_columns_for_is_gone_after_a_day(rung: list[tuple[Any, ...]]) -> None:
    job = receive_file(chunks=[REMARKS.encode()], file_name="x.csv")
    sweep_imports(now=timezone.now() + timedelta(hours=23))
    assert kept_files()
    sweep_imports(now=timezone.now() + timedelta(hours=25))
    assert kept_files() == []
    assert not ImportJob.objects.filter(pk=job.pk).exists()


def test_the_file_of_a_long_import_is_not_swept_away(rung: list[tuple[Any, ...]]) -> None:
    a_waiting_import()
    sweep_imports(now=timezone.now() + timedelta(days=3))
    assert len(kept_files()) == 1


def test_the_task_imports_by_the_jobs_id() -> None:
    job = a_waiting_import()
    tasks.import_answers(job.pk)
    assert len(texts()) == 3


def test_the_lease_outlasts_a_chunk_by_far() -> None:
    assert timedelta(seconds=30) < store.LEASE < timedelta(minutes=3)
