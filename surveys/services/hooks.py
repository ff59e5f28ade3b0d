"""A chat tool's webhook: verified over its raw bytes, read, and taken in by the same door as the API's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from surveys.inbound.hook import Closed, Delivery, Platform, Refused, Reopened
from surveys.inbound.platforms import PLATFORMS
from surveys.inbound.strict_json import loads
from surveys.models import Conversation, Source
from surveys.sealing import unseal
from surveys.services.intake import IdempotencyKeyReused, receive_closed_chat
from surveys.services.invite import call_off

HIDDEN = "(not kept)"


class Outcome(StrEnum):
    TAKEN = "taken"
    REOPENED = "reopened"
    KNOWN = "known"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class HookReply:
    """What came of a delivery. `why` is for the people who connect the tool, and tells nothing about customers."""

    outcome: Outcome
    why: str


def hook_source(public_id: str) -> Source | None:
    """The active source with this address, None if there is none."""
    sources = Source.objects.filter(public_id=public_id, kind=Source.Kind.HOOK, is_active=True)
    return sources.filter(platform__in=PLATFORMS).select_related("survey", "default_team").first()


def receive_hook(*, source: Source, delivery: Delivery, now: datetime) -> HookReply:
    """Take one delivery in; a repeated one changes nothing.

    Raises Refused for a wrong signature, InvalidJSON or Unreadable for a body its sender must mend.
    """
    platform = PLATFORMS[source.platform]
    _verify(platform, source, delivery, now)
    body = loads(delivery.body)
    event = platform.parse(body, delivery, now)
    if isinstance(event, Reopened):
        return _reopen(source, event)
    if isinstance(event, Closed):
        return _take(source, event, _storable(body, platform), now)
    return HookReply(Outcome.IGNORED, event.why)


def _verify(platform: Platform, source: Source, delivery: Delivery, now: datetime) -> None:
    secrets = unseal(source.sealed_secrets)
    if secrets:
        platform.verify(delivery, secrets, now)
    elif not platform.may_be_unsigned:
        raise Refused("This source has no secret yet.")


def _take(source: Source, event: Closed, raw: dict[str, object], now: datetime) -> HookReply:
    try:
        reply = receive_closed_chat(source=source, chat=event.chat, idempotency_key=event.key or None, raw=raw, now=now)
    except IdempotencyKeyReused:  # sent again, with a newer timestamp somewhere in it
        return HookReply(Outcome.KNOWN, "This delivery came before.")
    return HookReply(Outcome.TAKEN, f"{reply.invitation}{f': {reply.reason}' if reply.reason else ''}")


def _reopen(source: Source, event: Reopened) -> HookReply:
    with transaction.atomic():
        call_off(conversations=Conversation.objects.filter(source=source, external_id=event.external_id))
    return HookReply(Outcome.REOPENED, "No mail about this chat goes out until it is closed again.")


def _storable(body: object, platform: Platform) -> dict[str, object]:
    values = dict(body) if isinstance(body, dict) else {"body": body}
    return {key: HIDDEN if key in platform.secret_fields else value for key, value in values.items()}
