"""What every page must keep to: the content policy, few queries, structure that a screen reader can follow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client

from surveys.models import Answer
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer

pytestmark = pytest.mark.django_db

PAGES = (
    *("/", "/?period=all", "/answers", "/themes/speed", "/answers/{}", "/login", "/themes/nothing"),
    *("/changes", "/changes?by=team", "/changes?period=all", "/coverage", "/chats"),
)
VOID = {"meta", "link", "input", "path", "rect", "circle", "br"}


class Page(HTMLParser):
    """The tags of a page, and whether they are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute))]


@pytest.fixture
def answer(manager_client: Client) -> Answer:
    a_coded_answer(("speed", IMPROVE), ("calm", PRAISE), routes=("serious",), agents=("Ann", "Bob"))
    a_coded_answer(("speed", PRAISE), days_ago=45, team="Billing", sentiment="pos")
    return a_coded_answer(("speed", IMPROVE), ("speed", PRAISE), text="Too slow for a simple thing like this.")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_keeps_to_the_content_policy_and_to_good_structure(
    manager_client: Client, answer: Answer, address: str
) -> None:
    if address == "/login":
        manager_client.logout()
    reply = manager_client.get(address.format(answer.pk))
    page = Page(reply.content.decode())
    assert page.open == []
    names = [tag for tag, _ in page.tags]
    assert "script" not in names
    assert "style" not in names
    assert not page.all("style")
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert not [link for link in [*page.all("src"), *page.all("href")] if "//" in link]
    assert names.count("h1") == names.count("main") == 1
    assert "'unsafe" not in reply["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_ids_are_unique_and_what_points_to_one_finds_it(manager_client: Client, answer: Answer, address: str) -> None:
    page = Page(manager_client.get(address.format(answer.pk), follow=True).content.decode())
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {*page.all("for"), *page.all("aria-labelledby")} <= set(ids)


@pytest.mark.parametrize("address", PAGES)
def test_every_field_has_a_label_and_every_chart_a_title(manager_client: Client, answer: Answer, address: str) -> None:
    page = Page(manager_client.get(address.format(answer.pk), follow=True).content.decode())
    labelled = set(page.all("for"))
    fields = [attrs for tag, attrs in page.tags if tag in ("input", "select") and attrs.get("type") != "hidden"]
    assert all(attrs.get("id") in labelled for attrs in fields)
    pictures = [place for place, (tag, attrs) in enumerate(page.tags) if tag == "svg" and attrs.get("role") == "img"]
    assert all(page.tags[place + 1][0] == "title" for place in pictures)
    assert all(attrs.get("role") == "img" or attrs.get("aria-hidden") for tag, attrs in page.tags if tag == "svg")


@pytest.mark.parametrize(
    ("address", "most"), [("/", 15), ("/answers", 15), ("/themes/speed", 15), ("/answers/{}", 15), ("/changes", 15)]
)
def test_a_page_needs_few_queries_however_much_it_shows(
    manager_client: Client,
    answer: Answer,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    address: str,
    most: int,
) -> None:
    for number in range(30):
        a_coded_answer(("speed", IMPROVE), ("tone", IMPROVE), agents=(f"Agent {number}", "Ann"), routes=("serious",))
        a_coded_answer(days_ago=40)
    with django_assert_max_num_queries(most):
        manager_client.get(address.format(answer.pk))


def test_the_page_for_a_failure_needs_nothing() -> None:
    assert "Something went wrong" in render_to_string("500.html")


def test_a_form_without_its_token_is_refused_in_our_words(manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    response = client.post("/logout")
    assert response.status_code == 403
    assert "This form was too old" in response.content.decode()
    assert client.get("/").status_code == 200
