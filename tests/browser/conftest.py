"""The real parts the browser tests walk through: Chromium, a web server, a Celery worker on the tests' database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from feedback.themes.engine import load_engine
from tests.browser.chromium import open_browser

ROOT = Path(__file__).resolve().parent.parent.parent
PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900)
Poll = Callable[[Callable[[], object]], object]

# Playwright's synchronous interface keeps an event loop in this thread; the tests themselves stay synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as chromium:
        yield chromium


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The address of the running site; links in mails begin with it."""
    settings.PUBLIC_BASE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def mails(settings: Settings, tmp_path: Path) -> Callable[[], list[EmailMessage]]:
    """The mails that were written to files so far."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")

    def read() -> list[EmailMessage]:
        files = sorted((tmp_path / "mail").glob("*"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return read


@pytest.fixture(scope="session")
def trained() -> None:
    """The engine's model, made before anybody waits for it."""
    load_engine(cache_dir=Path(os.environ["AFTERCHAT_MODEL_CACHE"]))


@pytest.fixture
def worker(trained: None, site: str, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A real Celery worker, in a process of its own, on the tests' database and broker."""
    log = tmp_path / "worker.log"
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path="/" + str(connection.settings_dict["NAME"]))),
        "AFTERCHAT_PUBLIC_BASE_URL": site,
        "AFTERCHAT_VAR_DIR": str(tmp_path),
        "AFTERCHAT_SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "-m", "celery", "-A", "project", "worker", "-c", "1", "-l", "INFO", "--without-mingle"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait(lambda: b" ready." in log.read_bytes() or process.poll() is not None, seconds=60)
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def until() -> Poll:
    """Wait for something to become true, and return it."""
    return _wait


def _wait(ready: Callable[[], object], seconds: float = 60) -> object:
    ends_at = time.monotonic() + seconds
    while not (value := ready()):
        if time.monotonic() > ends_at:
            raise TimeoutError("It did not become true.")
        time.sleep(0.05)
    return value
