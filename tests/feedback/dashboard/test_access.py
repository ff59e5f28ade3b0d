"""Who sees what: the same 404 for what does not exist and for what is not yours."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from surveys.models import Agent
from tests.builders import a_team, a_user
from tests.feedback.dashboard.coded import IMPROVE, a_coded_answer

pytestmark = pytest.mark.django_db

PAGES = ("/", "/changes", "/answers", "/themes/speed", "/answers/1")


@pytest.fixture
def orders_client(client: Client) -> Client:
    """Somebody who sees the team "Orders" and no other."""
    client.force_login(a_user("olga", team=a_team("Orders")))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_comes_back(client: Client, page: str) -> None:
    reply = client.get(page)
    assert reply.status_code == 302
    assert reply["Location"] == f"/login?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_reading_only(manager_client: Client, page: str) -> None:
    assert manager_client.post(page).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_a_user_without_a_team_is_told_what_to_do(client: Client, page: str) -> None:
    a_coded_answer(text="A secret of the team.")
    client.force_login(User.objects.create_user("lone"))
    reply = client.get(page)
    assert "not in a team yet" in reply.content.decode()
    assert "secret" not in reply.content.decode()


def test_pages_are_kept_by_no_cache(manager_client: Client) -> None:
    assert "no-store" in manager_client.get("/")["Cache-Control"]


def test_answers_of_another_team_are_on_no_page(orders_client: Client) -> None:
    a_coded_answer(("speed", IMPROVE), text="My own answer, long enough to quote.", team="Orders")
    other = a_coded_answer(
        ("speed", IMPROVE), text="A secret of Billing, long enough.", team="Billing", agents=("Boris",)
    )
    for page in ("/", "/answers", "/themes/speed"):
        shown = orders_client.get(page).content.decode()
        assert "own answer" in shown
        assert "secret" not in shown
        assert "Boris" not in shown
        assert "Billing" not in shown
    assert orders_client.get(f"/answers/{other.pk}").status_code == 404


@pytest.mark.parametrize("page", ["/", "/changes", "/answers", "/themes/speed"])
def test_a_foreign_team_or_agent_in_the_address_is_not_found(orders_client: Client, page: str) -> None:
    a_coded_answer(("speed", IMPROVE), team="Billing", agents=("Boris",))
    boris = Agent.objects.get(name="Boris")
    assert orders_client.get(page, {"team": boris.team_id}).status_code == 404
    assert orders_client.get(page, {"agent": boris.pk}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/themes/nothing",
        "/themes/communication",
        "/answers/999999",
        "/?team=999",
        "/answers?agent=x",
        "/answers?theme=no",
    ],
)
def test_what_does_not_exist_is_not_found(manager_client: Client, address: str) -> None:
    reply = manager_client.get(address)
    assert reply.status_code == 404
    assert "There is nothing here" in reply.content.decode()


def test_only_those_who_may_import_see_the_link(client: Client, manager_client: Client) -> None:
    assert 'href="/imports"' in manager_client.get("/").content.decode()
    client.force_login(a_user("vera", role="viewer"))
    assert 'href="/imports"' not in client.get("/").content.decode()


def test_signing_in_and_out(client: Client) -> None:
    a_user("mira")
    assert client.get("/login").status_code == 200
    wrong = client.post("/login", {"username": "mira", "password": "wrong"})
    assert "correct username and password" in wrong.content.decode()
    reply = client.post("/login?next=/answers", {"username": "mira", "password": "a long password", "next": "/answers"})
    assert reply["Location"] == "/answers"
    assert client.post("/logout")["Location"] == "/login"
    assert client.get("/").status_code == 302


def test_signing_in_leads_to_no_other_site(client: Client) -> None:
    a_user("mira")
    form = {"username": "mira", "password": "a long password", "next": "https://elsewhere.example/"}
    assert client.post("/login", form)["Location"] == "/"
