"""The codebook's pages: who may change what, and that pages show it."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback.models import CodebookEdit, Theme
from feedback.services.codebook import add_missing_themes
from feedback.services.curate import base_frame, bring_to
from tests.builders import a_team, a_user
from tests.feedback.dashboard.coded import IMPROVE, a_coded_answer
from tests.feedback.dashboard.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_codebook(db: None) -> None:
    add_missing_themes()
    bring_to(base_frame())


def edit(client: Client, theme: str, kind: str, **values: str) -> str:
    """What the page says after the edit."""
    reply = client.post(f"/codebook/{theme}/edit", {"kind": kind, **values}, follow=True)
    return " ".join(reply.content.decode().split())


def test_every_theme_is_listed_with_its_answers(manager_client: Client) -> None:
    for _ in range(3):
        a_coded_answer(("speed", IMPROVE))
    shown = text_of(manager_client, "/codebook")
    assert all(theme.label in shown.replace("&#x27;", "'") for theme in Theme.objects.all())
    assert "answers that ask for it 3" in shown


def test_a_new_name_is_on_every_page(manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    assert "Renamed" in edit(manager_client, "speed", "rename", label="Reply faster <b>")
    for page in ("/", "/answers", "/themes/speed", f"/answers/{answer.pk}", "/codebook"):
        assert "Reply faster &lt;b&gt;" in manager_client.get(page).content.decode()


def test_a_merge_is_shown_before_it_is_made(manager_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE))
    a_coded_answer(("speed", IMPROVE), ("informed", IMPROVE))
    a_coded_answer(("informed", IMPROVE))
    shown = edit(manager_client, "speed", "merge", into="informed")
    assert "Moves 2 answers; 1 of them speaks of both already" in shown
    assert "then has 3 answers, now 2" in shown
    assert not CodebookEdit.objects.exists()
    edit(manager_client, "speed", "merge", into="informed", sure="on")
    assert "3 answers" in text_of(manager_client, "/answers?theme=informed")
    assert manager_client.get("/themes/speed").status_code == 404


def test_an_edit_can_be_undone_from_the_log(manager_client: Client) -> None:
    edit(manager_client, "speed", "hide")
    manager_client.post(f"/codebook/edits/{CodebookEdit.objects.get().pk}/undo")
    shown = text_of(manager_client, "/codebook")
    assert "Undid: Hid" in shown
    assert Theme.objects.get(key="speed").is_active


def test_a_refusal_is_told_in_words(manager_client: Client) -> None:
    assert "A theme needs a name." in edit(manager_client, "speed", "rename", label=" ")
    assert "cannot be saved as it is" in edit(manager_client, "speed", "rename", label="x" * 121)
    assert not CodebookEdit.objects.exists()


def test_a_pinned_theme_comes_first(manager_client: Client) -> None:
    for _ in range(3):
        a_coded_answer(("speed", IMPROVE))
    a_coded_answer(("calm", IMPROVE))
    edit(manager_client, "calm", "pin")
    shown = manager_client.get("/").content.decode()
    assert shown.index('href="/themes/calm') < shown.index('href="/themes/speed', shown.index("ranking-head"))


def test_a_hidden_theme_is_on_no_page_but_the_codebook(manager_client: Client) -> None:
    answer = a_coded_answer(("speed", IMPROVE))
    edit(manager_client, "speed", "hide")
    label = Theme.objects.get(key="speed").label
    assert not any(label in text_of(manager_client, page) for page in ("/", "/answers", f"/answers/{answer.pk}"))
    assert label in text_of(manager_client, "/codebook")


@pytest.mark.parametrize(("role", "team"), [("viewer", None), ("viewer", "Orders"), ("manager", "Orders")])
def test_only_who_may_decide_about_every_team_edits(client: Client, role: str, team: str | None) -> None:
    a_coded_answer()
    client.force_login(a_user("vera", team=a_team(team) if team else None, role=role))
    assert "Undo" not in text_of(client, "/codebook")
    assert client.get("/codebook/speed").status_code == 403
    assert client.post("/codebook/speed/edit", {"kind": "hide"}).status_code == 403
    assert client.post("/codebook/edits/1/undo").status_code == 403
    assert not CodebookEdit.objects.exists()


def test_a_theme_that_is_not_there_is_not_found(manager_client: Client) -> None:
    assert manager_client.get("/codebook/nothing").status_code == 404
    assert manager_client.post("/codebook/nothing/edit", {"kind": "hide"}).status_code == 404


def test_the_counts_are_of_the_teams_one_sees(client: Client) -> None:
    a_coded_answer(("speed", IMPROVE), team="Billing")
    client.force_login(a_user("olga", team=a_team("Orders")))
    assert "answers that ask for it 1" not in text_of(client, "/codebook")
