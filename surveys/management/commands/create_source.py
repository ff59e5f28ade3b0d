"""Register a chat tool, or give one another API key; the key is printed once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from surveys.models import Source
from surveys.services.setup import add_api_key, create_source

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
        parser.add_argument("--team", default="", help="The team of chats that name none; made if it is new")
        parser.add_argument("--another-key", action="store_true", help="One more key for the source of that name")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        key = _another_key(name) if options["another_key"] else _new_source(name, options["team"].strip())
        url = f"{settings.PUBLIC_BASE_URL}{reverse('api-conversation-closed')}"
        now = timezone.now().isoformat(timespec="seconds")
        self.stdout.write(MESSAGE.format(name=name, key=key, url=url, now=now))


def _new_source(name: str, team: str) -> str:
    if not name or not team:
        raise CommandError("A source needs a name and --team, and neither may be empty.")
    try:
        return create_source(name=name, team_name=team)[1]
    except IntegrityError as error:
        raise CommandError(
            f'There is a source called "{name}" already; --another-key gives it one more key.'
        ) from error


def _another_key(name: str) -> str:
    source = Source.objects.filter(name=name, kind=Source.Kind.API).first()
    if source is None:
        raise CommandError(f'There is no source called "{name}".')
    return add_api_key(source=source)
