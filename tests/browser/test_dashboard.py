"""The manager's pages in a real browser, without JavaScript, from a small phone to a wall."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, expect

from feedback.models import Followup, SavedView
from tests.browser.conftest import DESKTOP
from tests.builders import a_user
from tests.feedback.dashboard.coded import IMPROVE, PRAISE, a_coded_answer

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("/", "/?sentiment=neg&also=speed", "/changes", "/changes?by=team", "/themes/speed", "/answers", "/answers?q=x")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def answers(db: None) -> None:
    """Two teams that differ, one of them with a long name, and a serious answer."""
    for _ in range(22):
        a_coded_answer(("speed", IMPROVE), text="It took an hour to get a reply.", agents=(LONG,))
        a_coded_answer(("speed", PRAISE), team=LONG, sentiment="pos", text="The reply was there at once.")
    a_coded_answer(routes=("serious",), text="He made a remark about my accent. " + "x" * 300)


@pytest.fixture
def manager_page(browser: Browser, site: str, answers: None) -> Iterator[Page]:
    """Signed in, with JavaScript turned off."""
    client = Client()
    client.force_login(a_user("mira"))
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False, base_url=site)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1440, 2560])
def test_no_page_is_wider_than_the_screen(manager_page: Page, width: int) -> None:
    manager_page.set_viewport_size(ViewportSize(width=width, height=900))
    for address in PAGES:
        manager_page.goto(address)
        assert manager_page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_filter_is_chosen_kept_in_the_address_and_goes_along(manager_page: Page) -> None:
    manager_page.goto("/")
    manager_page.get_by_text("Filter", exact=True).click()
    manager_page.get_by_label("Sentiment").select_option("Positive")
    manager_page.get_by_role("button", name="Show").click()
    expect(manager_page).to_have_url(re.compile("sentiment=pos"))
    expect(manager_page.get_by_text("Share of the 22 answers read")).to_be_visible()
    manager_page.get_by_role("link", name="Answers", exact=True).click()
    expect(manager_page.get_by_role("heading", level=1)).to_have_text("22 answers in the last 30 days")
    manager_page.get_by_role("link", name="Positive").click()
    expect(manager_page.get_by_role("heading", level=1)).to_have_text("45 answers in the last 30 days")


def test_a_view_is_saved_opened_and_deleted(manager_page: Page) -> None:
    manager_page.goto("/?sentiment=pos")
    manager_page.get_by_text("Saved views").click()
    manager_page.get_by_label("Save this filter as").fill("Happy ones")
    manager_page.get_by_role("button", name="Save").click()
    assert SavedView.objects.get().query == "sentiment=pos"
    manager_page.goto("/answers")
    manager_page.get_by_text("Saved views").click()
    manager_page.get_by_role("link", name="Happy ones").click()
    expect(manager_page.get_by_role("heading", level=1)).to_have_text("22 answers in the last 30 days")
    manager_page.get_by_text("Saved views").click()
    manager_page.get_by_role("button", name="Delete the view Happy ones").click()
    assert not SavedView.objects.exists()


def test_a_serious_answer_is_dealt_with(manager_page: Page) -> None:
    manager_page.goto("/")
    expect(manager_page.get_by_role("heading", name="1 serious answer needs a person")).to_be_visible()
    manager_page.get_by_text("I have dealt with this").click()
    manager_page.get_by_label("What you did").fill("Called her back")
    manager_page.get_by_role("button", name="Done").click()
    expect(manager_page.get_by_role("heading", name="needs a person")).to_have_count(0)
    assert Followup.objects.get().note == "Called her back"


def test_two_teams_are_compared(manager_page: Page) -> None:
    manager_page.goto("/changes")
    manager_page.get_by_role("link", name="Teams").click()
    manager_page.get_by_label("Compare", exact=True).select_option("Orders")
    manager_page.get_by_label("with", exact=True).select_option(LONG)
    manager_page.get_by_role("button", name="Compare").click()
    expect(manager_page.get_by_role("heading", level=1)).to_contain_text("is asked for more often with Orders")
    manager_page.get_by_role("link", name="Done well").click()
    expect(manager_page.get_by_role("heading", level=1)).to_contain_text("is praised less often with Orders")
    manager_page.get_by_text("The numbers").click()
    expect(manager_page.get_by_role("table")).to_contain_text("In a hundred answers")


def test_the_filter_can_be_reached_and_used_by_keyboard(manager_page: Page) -> None:
    manager_page.goto("/")
    summary = manager_page.locator("summary", has_text="Filter")
    summary.focus()
    manager_page.keyboard.press("Enter")
    manager_page.keyboard.press("Tab")
    expect(manager_page.get_by_label("Theme", exact=True)).to_be_focused()
