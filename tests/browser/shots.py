"""Pictures of the running demo: `./run shots` renews docs/images; with a folder as argument, every page, every size.

The demo must be running; its address and login come from var/demo.json.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import open_browser

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = {"390": ViewportSize(width=390, height=844), "1440": ViewportSize(width=1440, height=900)}
PAGES = {
    "overview": "/",
    "overview-filtered": "/?period=90&sentiment=neg&theme=component:empathy",
    "changes": "/changes?period=90",
    "changes-teams": "/changes?period=90&by=team",
    "theme": "/themes/informed",
    "answers": "/answers?theme=informed",
    "answers-search": "/answers?q=refund",
    "review": "/review",
    "quality": "/quality",
    "codebook": "/codebook",
    "codebook-theme": "/codebook/informed",
    "coverage": "/coverage",
    "rules": "/surveys/1/rules",
    "imports": "/imports",
}


@dataclass(frozen=True)
class Shot:
    """One picture of the README."""

    name: str
    path: str
    size: str = "1440"
    scheme: str = "light"
    full_page: bool = False


README_SHOTS = (
    Shot("overview", "/"),
    Shot("overview-dark", "/", scheme="dark"),
    Shot("theme", "/themes/informed"),
    Shot("answers", "/answers?theme=informed"),
    Shot("overview-phone", "/", size="390"),
    Shot("review", "/review"),
    Shot("coverage", "/coverage"),
)


@contextmanager
def signed_in(browser: Browser, facts: dict[str, str], size: str, scheme: str) -> Iterator[Page]:
    """A page of that size and colour scheme, signed in as the demo's manager."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, device_scale_factor=1)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(facts["url"] + "/login")
    page.get_by_label("Username").fill(facts["login"])
    page.get_by_label("Password").fill(facts["password"])
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


def renew_readme_images(browser: Browser, facts: dict[str, str], folder: Path) -> None:
    """Take every picture the README shows."""
    for shot in README_SHOTS:
        with signed_in(browser, facts, shot.size, shot.scheme) as page:
            page.goto(facts["url"] + shot.path)
            page.screenshot(path=folder / f"{shot.name}.png", full_page=shot.full_page)
    context = browser.new_context(viewport=SIZES["390"])
    page = context.new_page()
    page.goto(facts["survey_url"])
    page.screenshot(path=folder / "survey.png")


def take_every_page(browser: Browser, facts: dict[str, str], folder: Path) -> None:
    """Every page at every size, light and dark, from top to bottom."""
    for size in SIZES:
        for scheme in ("light", "dark"):
            with signed_in(browser, facts, size, scheme) as page:
                for name, path in PAGES.items():
                    page.goto(facts["url"] + path)
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
                page.goto(facts["url"] + "/answers")
                page.locator("main a[href^='/answers/']").first.click()
                page.screenshot(path=folder / f"answer-{size}-{scheme}.png", full_page=True)
                page.goto(facts["survey_url"])
                page.screenshot(path=folder / f"survey-{size}-{scheme}.png", full_page=True)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    facts_file = ROOT / "var" / "demo.json"
    if not facts_file.exists():
        sys.exit("There is no var/demo.json: start the demo first, with ./run demo")
    facts = json.loads(facts_file.read_text())
    with open_browser() as browser:
        take = take_every_page if len(sys.argv) > 1 else renew_readme_images
        take(browser, facts, folder)


if __name__ == "__main__":
    main()
