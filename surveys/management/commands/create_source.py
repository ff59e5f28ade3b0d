"""Register a chat tool, or give one another API key; the key is printed once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from surveys.inbound.hook import Platform
from surveys.inbound.platforms import PLATFORMS
from surveys.models import Source
from surveys.services.setup import add_api_key, add_hook_secret, create_hook_source, create_source

MESSAGE = """\
Source "{name}" may send its closed chats now. Its API key, shown this once:

    {key}

Try it:

    curl {url} \\
      -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
      -d '{{"external_id": "chat-1", "closed_at": "{now}"}}'
"""

HOOK_MESSAGE = """\
Source "{name}" may send {label} webhooks now. Their address:

    {url}

{secret}
What to press there: docs/integrations/webhooks.md
"""
SIGNED = "Deliveries must be signed with the secret you gave. Another one later: --another-secret."
UNSIGNED = "Deliveries are not signed: whoever knows the address can send some. Keep it secret."


class Command(BaseCommand):
    help = "Register a chat tool: print its API key, once, or the address for its webhooks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="What to call the source, as: Web chat")
        parser.add_argument("--team", default="", help="The team of chats that name none; made if it is new")
        parser.add_argument("--another-key", action="store_true", help="One more key for the source of that name")

        parser.add_argument("--platform", choices=sorted(PLATFORMS), help="Send this tool's own webhooks, not our API")
        parser.add_argument("--another-secret", action="store_true", help="A new webhook secret beside the last one")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        if options["platform"] or options["another_secret"]:
            self.stdout.write(_hook(name, options["team"].strip(), options["platform"], options["another_secret"]))
            return
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


def _hook(name: str, team: str, platform: str | None, is_another: bool) -> str:
    source = _source_for_secret(name) if is_another else None
    secret = _read_secret(PLATFORMS[source.platform if source else platform or ""])
    if source is None:
        source = _new_hook_source(name, team, platform or "", secret)
    elif secret:
        add_hook_secret(source=source, secret=secret)
    return HOOK_MESSAGE.format(
        name=name,
        label=PLATFORMS[source.platform].label,
        url=f"{settings.PUBLIC_BASE_URL}{reverse('hook', args=[source.public_id])}",
        secret=SIGNED if secret else UNSIGNED,
    )


def _source_for_secret(name: str) -> Source:
    source = Source.objects.filter(name=name, kind=Source.Kind.HOOK).first()
    if source is None:
        raise CommandError(f'There is no source of webhooks called "{name}".')
    return source


def _new_hook_source(name: str, team: str, platform: str, secret: str) -> Source:
    if not name or not team:
        raise CommandError("A source needs a name and --team, and neither may be empty.")
    try:
        return create_hook_source(name=name, team_name=team, platform=platform, secret=secret)
    except IntegrityError as error:
        raise CommandError(
            f'There is a source called "{name}" already; --another-secret changes its secret.'
        ) from error


def _read_secret(platform: Platform) -> str:
    """From standard input, so that it stands in no list of processes and no shell history."""
    if sys.stdin.isatty():
        sys.stderr.write(f"{platform.label}: {platform.secret_help}\n")
        secret = getpass("Secret: ")
    else:
        secret = sys.stdin.read()
    if not secret.strip() and not platform.may_be_unsigned:
        raise CommandError(f"{platform.label} signs its webhooks: give the secret on standard input.")
    return secret.strip()
