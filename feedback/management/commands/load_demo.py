"""Load the demo, wait until a worker has read it, and write down how to get in."""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feedback.models import Analysis
from feedback.services.demo import LOGIN, demo_manager, demo_source, load_demo_chats, open_survey_link

FACTS_FILE = "demo.json"
SAY_EVERY = 2.0  # seconds


class Command(BaseCommand):
    help = "Loads an invented shop's chats through the real pipeline; what is there already is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base-url", default=settings.PUBLIC_BASE_URL, help="where the site is reached")
        parser.add_argument("--wait", type=float, default=300.0, help="seconds a worker gets to read the answers")

    def handle(self, *, base_url: str, wait: float, **_: Any) -> None:
        facts_file = settings.VAR_DIR / FACTS_FILE
        known = _read(facts_file)
        source, api_key = demo_source(known_key=known.get("api_key"))
        password = known.get("password") or secrets.token_urlsafe(9)
        demo_manager(password=password)
        for done in load_demo_chats(source=source, now=timezone.now()):
            self._say(f"Demo chats answered: {done}")
        self._wait_for_the_engine(wait)
        facts = {
            "url": base_url,
            "login": LOGIN,
            "password": password,
            "api_key": api_key,
            "survey_url": open_survey_link(source=source, now=timezone.now()),
        }
        _write(facts_file, facts)

    def _wait_for_the_engine(self, seconds: float) -> None:
        pending = Analysis.objects.filter(state=Analysis.State.PENDING)
        gives_up_at = time.monotonic() + seconds
        says_at = time.monotonic() + SAY_EVERY
        while left := pending.count():
            if time.monotonic() > gives_up_at:
                raise CommandError(f"No worker has read the answers: {left} are waiting. Is a Celery worker running?")
            if time.monotonic() > says_at:
                self._say(f"Answers waiting for the engine: {left}")
                says_at += SAY_EVERY
            time.sleep(0.2)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _read(path: Path) -> dict[str, str]:
    try:
        facts: dict[str, str] = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return facts


def _write(path: Path, facts: dict[str, str]) -> None:
    """Whole or not at all, and for the owner's eyes only: it holds a password."""
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(facts, indent=2) + "\n")
    os.replace(draft, path)
