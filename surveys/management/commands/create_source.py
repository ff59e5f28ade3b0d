"""Register a chat tool and print its API key, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from surveys.services.setup import create_source

MESSAGE = """\
Source "{name}" may send its closed chats now. Its API key, shown this once:

    {key}

Try it:

    curl {url} \\
      -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
      -d '{{"external_id": "chat-1", "closed_at": "{now}"}}'
"""


class Command(BaseCommand):
    help = "Register a chat tool and print its API key, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="What to call the source, as: Web chat")
        parser.add_argument("--team", required=True, help="The team of chats that name none; made if it is new")

    def handle(self, *args: Any, **options: Any) -> None:
        name, team = options["name"].strip(), options["team"].strip()
        if not name or not team:
            raise CommandError("Neither the name nor the team may be empty.")
        try:
            _, key = create_source(name=name, team_name=team)
        except IntegrityError as error:
            raise CommandError(f'There is a source called "{name}" already.') from error
        url = f"{settings.PUBLIC_BASE_URL}{reverse('api-conversation-closed')}"
        now = timezone.now().isoformat(timespec="seconds")
        self.stdout.write(MESSAGE.format(name=name, key=key, url=url, now=now))
