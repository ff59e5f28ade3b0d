from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import SavedView
from tests.builders import a_user
from tests.feedback.dashboard.coded import a_coded_answer
from tests.feedback.dashboard.test_pages import text_of

pytestmark = pytest.mark.django_db


def save(client: Client, name: str = "Angry", query: str = "emotion=anger&page=2&x=1", then: str = "/answers") -> str:
    reply = client.post("/views", {"name": name, "query": query, "next": then})
    assert reply.status_code == 302
    return str(reply["Location"])


def test_a_view_keeps_the_filter_and_nothing_else(manager_client: Client, manager: User) -> None:
    assert save(manager_client) == "/answers"
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (manager, "Angry", "emotion=anger")


def test_a_view_is_opened_on_the_page_one_is_on(manager_client: Client) -> None:
    a_coded_answer()
    save(manager_client)
    for page in ("/", "/answers", "/themes/speed"):
        assert f'href="{page}?emotion=anger"' in manager_client.get(page).content.decode()


def test_a_name_used_again_renews_the_view(manager_client: Client) -> None:
    save(manager_client)
    save(manager_client, query="sentiment=neg")
    assert SavedView.objects.get().query == "sentiment=neg"


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_view_without_a_proper_name_is_not_saved(manager_client: Client, name: str) -> None:
    save(manager_client, name=name)
    assert not SavedView.objects.exists()


def test_a_view_can_be_deleted_by_its_owner_alone(client: Client, manager_client: Client) -> None:
    save(manager_client)
    view = SavedView.objects.get()
    other = Client()
    other.force_login(a_user("olga"))
    assert other.post(f"/views/{view.pk}/delete").status_code == 404
    assert manager_client.post(f"/views/{view.pk}/delete", {"next": "/"})["Location"] == "/"
    assert not SavedView.objects.exists()


def test_somebody_elses_views_are_not_shown(manager_client: Client) -> None:
    a_coded_answer()
    save(manager_client, name="My own view")
    other = Client()
    other.force_login(a_user("olga"))
    assert "My own view" in text_of(manager_client, "/")
    assert "My own view" not in text_of(other, "/")


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_saving_leads_to_no_other_site(manager_client: Client, then: str) -> None:
    assert save(manager_client, then=then) == "/"


def test_a_view_is_not_saved_by_a_link(manager_client: Client) -> None:
    assert manager_client.get("/views?name=x").status_code == 405
