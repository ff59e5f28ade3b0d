from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import Settings

from surveys.models import ImportJob, Membership
from surveys.services.importing.columns import Columns
from surveys.services.importing.jobs import receive_file, run_import
from surveys.views import imports as views
from tests.builders import a_source, a_team, a_user
from tests.surveys.importing import ALL_COLUMNS, REMARKS, a_finished_import, a_waiting_import, kept_files, texts

pytestmark = pytest.mark.django_db
CHOSEN = {
    "text": "text",
    "role": "better",
    "agent": "agent",
    "team": "team",
    "date": "date",
    "dates": "day",
    "default_team": "",
    "source_name": "Old survey",
}


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(views, "ring", lambda *args: calls.append(args))
    return calls


def an_upload(content: str | bytes = REMARKS, name: str = "answers.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())}


def a_draft(content: str | bytes = REMARKS) -> ImportJob:
    raw = content if isinstance(content, bytes) else content.encode()
    return receive_file(chunks=[raw], file_name="answers.csv")


def page_of(job: ImportJob) -> str:
    return reverse("import", args=[job.pk])


# --- The way through --------------------------------------------------------------------------------------------------


def test_a_file_is_uploaded_looked_at_started_and_taken_in(
    manager_client: Client, manager: User, rung: list[tuple[object, ...]]
) -> None:
    uploaded = manager_client.post(reverse("imports"), an_upload())
    job = ImportJob.objects.get()
    assertRedirects(uploaded, page_of(job))
    assert job.started_by == manager
    assert rung == []
    assertRedirects(manager_client.post(page_of(job), CHOSEN), page_of(job))
    assert rung == [("surveys.import", job.pk)]
    run_import(job_id=job.pk)
    assertContains(manager_client.get(page_of(job)), reverse("answers"))
    assert sorted(texts()) == ["Good", "So kind", "Too slow"]


def test_the_columns_are_offered_as_guessed_above_the_first_rows(manager_client: Client) -> None:
    page = manager_client.get(page_of(a_draft()))
    for column in ("text", "agent", "team", "date"):
        assertContains(page, f'<option value="{column}" selected>{column}</option>', html=True)
    assertContains(page, "Too slow")


def test_an_import_under_way_looks_again_by_itself_without_script(manager_client: Client) -> None:
    job = a_waiting_import()
    ImportJob.objects.filter(pk=job.pk).update(state="running", total_rows=3, next_row=2)
    page = manager_client.get(page_of(job))
    assertContains(page, '<meta http-equiv="refresh" content="2">')
    assertContains(page, '<progress class="progress" max="3" value="2"')
    assertNotContains(page, "<script")


def test_a_finished_import_does_not_look_again(manager_client: Client) -> None:
    assertNotContains(manager_client.get(page_of(a_finished_import())), "http-equiv")


def test_refused_rows_are_shown_with_their_reasons(manager_client: Client) -> None:
    job = a_finished_import("text,n\n,1\nGood,2\n,3\n")
    page = manager_client.get(page_of(job))
    assertContains(page, "2 × No text.")
    assertContains(page, reverse("import-problems", args=[job.pk]))


def test_a_failed_import_says_why(manager_client: Client) -> None:
    assertContains(manager_client.get(page_of(a_finished_import("text,n\n"))), "The file has a header and no rows.")


def test_a_file_can_be_thrown_away_instead(manager_client: Client) -> None:
    assertRedirects(manager_client.post(page_of(a_draft()), {"discard": ""}), reverse("imports"))
    assert (kept_files(), ImportJob.objects.count()) == ([], 0)


def test_an_import_under_way_cannot_be_thrown_away_or_started_again(manager_client: Client) -> None:
    job = a_waiting_import()
    for data in ({"discard": ""}, {**CHOSEN, "text": "agent"}):
        assertRedirects(manager_client.post(page_of(job), data), page_of(job))
    job.refresh_from_db()
    assert job.columns["text"] == "text"
    assert kept_files()


def test_the_list_shows_imports_and_how_to_begin_when_there_are_none(manager_client: Client) -> None:
    assertContains(manager_client.get(reverse("imports")), "import_answers FILE.csv")
    a_finished_import()
    a_draft()
    page = manager_client.get(reverse("imports"))
    assertContains(page, "Old survey")
    assertContains(page, "Columns to choose")


# --- Bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "spreadsheet workbook"),
        (b"text,text\na,b\n", "Two columns are named “text”"),
    ],
)
def test_a_bad_file_is_answered_with_a_sentence(manager_client: Client, content: bytes, sentence: str) -> None:
    assertContains(manager_client.post(reverse("imports"), an_upload(content)), sentence, status_code=422)
    assert kept_files() == []


def test_no_file_is_answered_with_a_sentence(manager_client: Client) -> None:
    assertContains(manager_client.post(reverse("imports")), "Choose a file.", status_code=422)


def test_a_file_too_large_is_answered_with_a_sentence_and_not_kept(manager_client: Client, settings: Settings) -> None:
    settings.MAX_IMPORT_BYTES = 1024 * 1024
    answer = manager_client.post(reverse("imports"), an_upload(b"text\n" + b"x" * 3 * 1024 * 1024))
    assertContains(answer, "larger than 1 MB", status_code=422)
    assert kept_files() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "nothing"),
        ("date", "nothing"),
        ("role", "x"),
        ("source_name", ""),
        ("default_team", "x" * 121),
    ],
)
def test_a_wrong_choice_starts_nothing(
    manager_client: Client, rung: list[tuple[object, ...]], field: str, value: str
) -> None:
    job = a_draft()
    assert manager_client.post(page_of(job), {**CHOSEN, field: value}).status_code == 422
    assert rung == []


def test_a_chat_tools_name_is_answered_with_a_sentence(manager_client: Client) -> None:
    a_source("Web chat")
    answer = manager_client.post(page_of(a_draft()), {**CHOSEN, "source_name": "Web chat"})
    assertContains(answer, "“Web chat” is a chat tool", status_code=422)


def test_a_file_that_is_gone_is_answered_with_a_sentence(manager_client: Client) -> None:
    job = a_draft()
    kept_files()[0].unlink()
    assertContains(manager_client.get(page_of(job)), "no longer there", status_code=410)


def test_windows_1252_is_said_aloud(manager_client: Client) -> None:
    draft = a_draft("text,n\ncafé,1\n".encode("cp1252"))
    page = manager_client.get(page_of(draft))
    assertContains(page, "read as Windows-1252")
    assertContains(page, "café")


def test_what_the_file_says_never_becomes_markup(manager_client: Client) -> None:
    job = a_draft("text,<b>agent</b>,when\n<script>alert(1)</script>,x,<i>\n")
    assertNotContains(manager_client.get(page_of(job)), "<script>alert")
    manager_client.post(page_of(job), {**CHOSEN, "agent": "", "team": "", "date": "when"})
    run_import(job_id=job.pk)
    page = manager_client.get(page_of(job))
    assertContains(page, "&lt;i&gt;")
    assertNotContains(page, "<i>")


# --- The report -------------------------------------------------------------------------------------------------------


def test_the_report_lists_every_refused_row_and_runs_no_formula(manager_client: Client) -> None:
    job = a_finished_import("text,when\n,1\nGood,soon\n", columns=Columns(text="text", date="when"))
    job.problems.filter(row=1).update(message='=HYPERLINK("x")')
    answer = manager_client.get(reverse("import-problems", args=[job.pk]))
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines == ["row,reason", '1,"\'=HYPERLINK(""x"")"', "2,“soon” is not a date."]


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["imports", "import", "import-problems"])
def test_a_stranger_is_asked_to_sign_in(client: Client, name: str) -> None:
    job = a_finished_import()
    answer = client.get(reverse(name, args=[] if name == "imports" else [job.pk]))
    assert (answer.status_code, reverse("login") in answer["Location"]) == (302, True)


@pytest.mark.parametrize("name", ["imports", "import", "import-problems"])
@pytest.mark.parametrize(("role", "team"), [("viewer", None), ("manager", "Orders"), ("owner", "Orders")])
def test_for_who_may_not_import_there_is_no_such_page(client: Client, name: str, role: str, team: str | None) -> None:
    job = a_finished_import(columns=ALL_COLUMNS)
    client.force_login(a_user("lee", team=a_team(team) if team else None, role=Membership.Role(role)))
    address = reverse(name, args=[] if name == "imports" else [job.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, an_upload()).status_code in {404, 405}
    assert ImportJob.objects.count() == 1


def test_an_import_that_does_not_exist_is_not_found(manager_client: Client) -> None:
    assert manager_client.get(reverse("import", args=[99])).status_code == 404
    assert manager_client.get(reverse("import-problems", args=[99])).status_code == 404


def test_a_post_from_another_site_is_refused(manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    assert client.post(reverse("imports"), an_upload()).status_code == 403
    assert kept_files() == []
