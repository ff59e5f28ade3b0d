from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from feedback.management.commands import import_answers
from feedback.models import Analysis
from feedback.selectors.progress import engine_progress
from surveys.models import Answer, ImportJob, Source
from surveys.services.importing import jobs
from tests.builders import an_analysis

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text("comment,agent,date\nSo kind,Priya,2026-02-01\nToo slow,Tom,2026-02-02\n,Tom,2026-02-02\n")
    return path


def run(file: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_answers", str(file), **{"text_column": "comment", "stdout": out, "stderr": out, **options})
    return out.getvalue()


def test_a_file_is_imported_and_counted(file: Path) -> None:
    said = run(file, agent_column="agent", date_column="date", question_role="better", source_name="Spring")
    assert "Imported 2, already there 0, refused 1 of 3 rows." in said
    assert "1 × No text." in said
    assert f"http://127.0.0.1:8000/imports/{ImportJob.objects.get().pk}/problems.csv" in said
    assert Source.objects.get().name == "Spring"


def test_every_answer_taken_in_waits_for_the_engine(file: Path) -> None:
    run(file)
    assert Analysis.objects.filter(state="pending", answer__in=Answer.objects.all()).count() == 2


def test_a_second_run_imports_nothing_twice(file: Path) -> None:
    run(file)
    assert "Imported 0, already there 2, refused 1" in run(file)


def test_the_file_given_stays_where_it_is(file: Path) -> None:
    run(file)
    assert file.exists()


def test_windows_1252_is_said_aloud(file: Path) -> None:
    file.write_bytes("comment,n\ncafé,1\n".encode("cp1252"))
    assert "read as Windows-1252" in run(file)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"text_column": "nothing"}, "no column “nothing”. Its columns are “comment”, “agent”, “date”"),
        ({"source_name": " " * 121}, "at most 120 characters"),
    ],
)
def test_a_wrong_choice_is_one_sentence_and_leaves_nothing_behind(
    file: Path, options: dict[str, str], sentence: str, settings: Settings
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(file, **options)
    assert ImportJob.objects.count() == 0
    assert list(Path(settings.MEDIA_ROOT).glob("imports/*")) == []


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="missing.csv cannot be read: No such file or directory."):
        run(tmp_path / "missing.csv")


def test_a_file_that_cannot_be_read_to_its_end_is_an_error(file: Path) -> None:
    file.write_text("comment,agent\n")
    with pytest.raises(CommandError, match="a header and no rows"):
        run(file)


def test_waiting_ends_when_every_answer_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def a_worker_reads_one(_: float) -> None:
        pending = Analysis.objects.filter(state="pending").order_by("id")[0]
        answer = pending.answer
        pending.delete()
        an_analysis(answer)

    monkeypatch.setattr(import_answers, "sleep", a_worker_reads_one)
    assert "2 answers are themed, 0 failed." in run(file, wait=True)
    progress = engine_progress(source_id=Source.objects.get().pk)
    assert (progress.answers, progress.read, progress.failed) == (2, 2, 0)


def test_a_silent_worker_is_asked_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_: float) -> None:
        Analysis.objects.update(state="failed")

    monkeypatch.setattr(import_answers, "SILENCE_SECONDS", -1.0)
    rounds = iter([lambda _: None, late])
    monkeypatch.setattr(import_answers, "sleep", lambda seconds: next(rounds)(seconds))
    said = run(file, wait=True)
    assert "is a worker running?" in said
    assert "0 answers are themed, 2 failed." in said


def test_an_import_whose_process_died_goes_on_when_its_lease_ends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(jobs, "store_chunk", dies)
        run(file)
    naps: list[float] = []

    def the_lease_ends(seconds: float) -> None:
        naps.append(seconds)
        ImportJob.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    monkeypatch.setattr(import_answers, "sleep", the_lease_ends)
    said = run(file)
    assert "it goes on here in 60 s" in said
    assert "Imported 2, already there 0, refused 1 of 3 rows." in said
    assert (len(naps), ImportJob.objects.count()) == (1, 1)


def dies(**_: object) -> None:
    raise KeyboardInterrupt
