"""A review in a real browser: by keyboard, and without JavaScript; and what the worker learns from it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from feedback.models import Review, ThemeMatch
from tests.browser.conftest import DESKTOP
from tests.builders import a_user
from tests.feedback.dashboard.coded import IMPROVE, a_coded_answer

pytestmark = pytest.mark.django_db(transaction=True)
SERIOUS = ("serious", "critical")


@pytest.fixture
def answers(db: None) -> None:
    for number in range(4):
        a_coded_answer(("speed", IMPROVE), text=f"It took an hour to get reply {number}.", confidence=0.5 + number / 10)


def signed_in(browser: Browser, site: str, *, javascript: bool) -> Page:
    client = Client()
    client.force_login(a_user("mira"))
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=javascript, base_url=site)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    return context.new_page()


@pytest.fixture
def desk(browser: Browser, site: str, answers: None) -> Page:
    return signed_in(browser, site, javascript=True)


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_round_goes_by_keyboard_alone(desk: Page) -> None:
    desk.goto("/review")
    expect(desk.get_by_text("Card 1 of 4")).to_be_visible()
    press(desk, "1")
    expect(desk.get_by_text("Card 2 of 4")).to_be_visible()
    press(desk, "2")
    press(desk, "4")
    expect(desk.get_by_text("Card 4 of 4")).to_be_visible()
    press(desk, "5")
    press(desk, "1")
    press(desk, "1")
    expect(desk.get_by_text("3 answers reviewed. Thank you.")).to_be_visible()
    assert sorted(Review.objects.values_list("agreed", "wrong")) == [(0, 1), (1, 0), (1, 0)]


def test_the_third_key_opens_the_list_of_themes(desk: Page) -> None:
    desk.goto("/review")
    desk.keyboard.press("3")
    expect(desk.get_by_text("Add a theme")).to_be_focused()
    expect(desk.locator(".review-themes")).to_be_visible()


def test_typing_in_a_field_decides_nothing(desk: Page) -> None:
    desk.goto("/answers")
    desk.goto("/review")
    desk.keyboard.press("Control+1")
    expect(desk.get_by_text("Card 1 of 4")).to_be_visible()
    assert not Review.objects.exists()


def test_without_javascript_the_buttons_do_the_same(browser: Browser, site: str, answers: None) -> None:
    page = signed_in(browser, site, javascript=False)
    page.goto("/review")
    page.get_by_text("Add a theme").click()
    page.get_by_role("group", name="Respect").get_by_label("done well").check()
    page.get_by_role("button", name="This is right").click()
    expect(page.get_by_text("Card 2 of 4")).to_be_visible()
    found = ThemeMatch.objects.filter(decided_by="person").values_list("polarity", flat=True)
    assert sorted(found) == ["improve", "praise"]


@pytest.mark.parametrize("address", ["/review", "/quality", "/answers", "/codebook", "/codebook/speed"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_serious_stands_in_anybodys_way(desk: Page, address: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(address)
    desk.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    found = Axe().run(desk).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found if one["impact"] in SERIOUS] == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
