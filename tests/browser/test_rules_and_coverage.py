"""The rules of asking, their dry run, the coverage report, and the beacon of the survey page, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from surveys.inbound.chat import AgentPart
from surveys.models import Delivery, Invitation, Survey, SurveyRules
from tests.browser.conftest import DESKTOP, Poll
from tests.builders import a_response, a_source, a_survey, a_user, an_invitation
from tests.surveys.closing import a_chat, close
from tests.surveys.conftest import Rung, rung

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rung")]
__all__ = ["Rung", "rung"]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BAD = {"serious", "critical"}


@pytest.fixture
def survey(db: None) -> Survey:
    """A month of chats: four customers who come back, one long name, one who wrote little, a mail that came back."""
    survey = a_survey("Ours", delay=20)
    now = timezone.now()
    for number in range(40):
        at = now - timedelta(days=28) + timedelta(hours=16 * number)
        agent = LONG if number % 9 == 8 else f"Agent {number % 5}"
        chat = a_chat(
            f"chat-{number}",
            email=f"{number % 14}@example.com",
            closed_at=at,
            team=("Orders", "Billing", LONG)[number % 3],
            channel="web",
            customer_messages=1 if number % 6 == 5 else 4,
            agents=(AgentPart(agent, agent, 3),),
        )
        close(chat, now=at, source=a_source(survey=survey))
    for position, mail in enumerate(Delivery.objects.order_by("id")):
        Delivery.objects.filter(pk=mail.pk).update(
            state=Delivery.State.BOUNCED if position == 3 else Delivery.State.SENT, sent_at=mail.due_at
        )
        if position % 3 == 0 and position != 3:
            a_response(conversation=mail.invitation.conversation)
        elif position % 3 == 1:
            Invitation.objects.filter(pk=mail.invitation_id).update(opened_at=mail.due_at, machine_opens=2)
    return survey


@pytest.fixture
def manager_page(browser: Browser, site: str, survey: Survey) -> Iterator[Page]:
    """Signed in; the pages need no JavaScript, but axe does."""
    client = Client()
    client.force_login(a_user("mira"))
    context = browser.new_context(viewport=DESKTOP, base_url=site, bypass_csp=True)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    yield context.new_page()
    context.close()


def try_rules(page: Page, survey: Survey) -> None:
    page.goto(f"/surveys/{survey.pk}/rules")
    page.get_by_label("Nobody again within").fill("3")
    page.get_by_role("button", name="Try on the last 30 days").click()


def check_page(page: Page, name: str) -> None:
    """No serious finding of axe and no scrolling sideways, narrow and wide, light and dark."""
    for width in (390, 1440):
        for scheme in ("light", "dark"):
            page.set_viewport_size(ViewportSize(width=width, height=900))
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = [row["id"] for row in Axe().run(page).response["violations"] if row["impact"] in BAD]
            assert found == [], (name, width, scheme)
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)


def test_rules_are_tried_before_they_are_saved(manager_page: Page, survey: Survey) -> None:
    try_rules(manager_page, survey)
    expect(manager_page.get_by_role("heading", level=2)).to_contain_text("would have asked")
    expect(manager_page.get_by_label("Nobody again within")).to_have_value("3")
    assert SurveyRules.objects.get(survey=survey).cooldown_days == 14
    manager_page.get_by_role("button", name="Save these rules").click()
    expect(manager_page.get_by_role("status")).to_contain_text("The rules are saved")
    assert SurveyRules.objects.get(survey=survey).cooldown_days == 3


def test_a_number_of_the_coverage_leads_to_its_chats(manager_page: Page) -> None:
    manager_page.goto("/")
    manager_page.get_by_role("link", name="Coverage").click()
    row = manager_page.get_by_role("row", name="The customer wrote very little")
    count = int(row.get_by_role("link").inner_text())
    row.get_by_role("link").click()
    expect(manager_page.get_by_role("heading", level=1)).to_contain_text(f"{count} chats that closed")
    expect(manager_page.locator("tbody tr")).to_have_count(count)


def test_the_pages_are_accessible_and_fit_every_screen(manager_page: Page, survey: Survey) -> None:
    try_rules(manager_page, survey)
    check_page(manager_page, "rules-tried")
    manager_page.get_by_label("… within").fill("0")
    manager_page.get_by_role("button", name="Save these rules").click()
    check_page(manager_page, "rules-wrong")
    for name, address in {
        "coverage": "/coverage",
        "coverage-empty": "/coverage?since=2020-01-01&until=2020-01-02",
        "chats": "/chats",
        "chats-reason": "/chats?reason=too_short",
    }.items():
        manager_page.goto(address)
        check_page(manager_page, name)


def test_the_survey_page_tells_that_a_person_looks(browser: Browser, site: str, db: None, until: Poll) -> None:
    _, token = an_invitation()
    context = browser.new_context(user_agent=FIREFOX, base_url=site)
    page = context.new_page()
    page.goto(f"/s/{token}")
    assert Invitation.objects.get().opened_at is None
    page.mouse.click(5, 5)
    until(lambda: Invitation.objects.get().opened_at)
    context.close()


def test_a_browser_without_a_screen_is_a_program(browser: Browser, site: str, db: None, until: Poll) -> None:
    _, token = an_invitation()
    context = browser.new_context(user_agent=FIREFOX.replace("Firefox", "HeadlessChrome"), base_url=site)
    context.new_page().goto(f"/s/{token}")
    until(lambda: Invitation.objects.get().machine_opens)
    assert Invitation.objects.get().opened_at is None
    context.close()
