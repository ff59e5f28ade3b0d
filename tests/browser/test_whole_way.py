"""From a closed chat to a theme on the dashboard, through real processes and a real browser."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Analysis
from surveys.models import SurveyRules
from surveys.services.setup import create_source
from tests.browser.conftest import ROOT, Poll
from tests.builders import a_user

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = ROOT / "var" / "shots"


def close_a_chat(site: str, key: str) -> dict[str, str]:
    body = {
        "external_id": "chat-1",
        "closed_at": datetime.now(UTC).isoformat(),
        "customer": {"email": "kim@example.com", "name": "Kim"},
        "agents": [{"external_id": "a1", "name": "Priya Raman", "messages": 4}],
        "stats": {"customer_messages": 5, "agent_messages": 4},
    }
    request = urllib.request.Request(
        f"{site}/api/v1/conversations/closed",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
    )
    with urllib.request.urlopen(request) as reply:
        answer: dict[str, str] = json.load(reply)
    return answer


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+/s/[\w-]{43}", body.get_content())
    assert found is not None
    return found.group()


def picture(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(SHOTS / f"{name}.png"), full_page=True)


def test_a_closed_chat_becomes_a_theme_on_the_dashboard(
    site: str, worker: None, mails: Callable[[], list[EmailMessage]], until: Poll, phone: Page, desktop: Page
) -> None:
    source, key = create_source(name="Web chat", team_name="Orders")
    SurveyRules.objects.create(survey=source.survey, delay_minutes=0)

    assert close_a_chat(site, key)["invitation"] == "sent"
    until(mails)
    (mail,) = mails()
    assert mail["To"].endswith("kim@example.com>") or mail["To"] == "kim@example.com"

    phone.goto(link_in(mail))
    picture(phone, "survey")
    phone.get_by_label("What could we have done better?").fill(
        "She never told me how long it would take and I had no updates for two days."
    )
    phone.get_by_label("What did you like about your experience?").fill("Very friendly and patient.")
    phone.get_by_role("button").first.click()
    expect(phone).to_have_url(re.compile("/thanks"))
    picture(phone, "thanks")
    assert phone.context.cookies() == []

    until(lambda: Analysis.objects.filter(state=Analysis.State.DONE).count() == 2)

    a_user("mira")
    desktop.goto(site)
    desktop.get_by_label("Username").fill("mira")
    desktop.get_by_label("Password").fill("a long password")
    desktop.get_by_role("button", name="Sign in").click()
    expect(desktop.get_by_role("link", name="Keep me informed and set expectations").first).to_be_visible()
    picture(desktop, "overview-of-one")
    desktop.get_by_role("link", name="Keep me informed and set expectations").first.click()
    expect(desktop.get_by_text("never told me how long").first).to_be_visible()
    picture(desktop, "theme-of-one")
