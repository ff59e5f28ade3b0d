"""Chatwoot: `conversation_status_changed`. Older servers do not sign; there the address is the secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Reopened
from surveys.inbound.reading import dig, email, moment, needed_id, needed_moment, text, texts
from surveys.inbound.signatures import check_age, check_hmac, header, hexadecimal, unix_time

# `changed_attributes` is often null, so the status itself decides.
EVENTS = {"conversation_status_changed", "conversation_resolved"}


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    timestamp = header(delivery, "X-Chatwoot-Timestamp")
    check_age(unix_time(timestamp), now)
    signature = header(delivery, "X-Chatwoot-Signature")
    signed = timestamp.encode() + b"." + delivery.body
    check_hmac(signed, signature, secrets, method="sha256", encode=hexadecimal, prefix="sha256=")


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    event, status = text(body, "event"), text(body, "status")
    if event not in EVENTS:
        return Ignored(f"“{event or 'nothing'}” does not say that a chat ended.")
    if status == "open":
        return Reopened(needed_id(body, "id"))
    if status != "resolved":
        return Ignored(f"The conversation is {status or 'in no state'}, not resolved.")
    return Closed(_chat(body, now), key=text(delivery.headers.get("x-chatwoot-delivery", "")))


def _chat(body: object, now: datetime) -> ChatEnded:
    sender, assignee = dig(body, "meta", "sender"), dig(body, "meta", "assignee")
    times = (moment(body, name) for name in ("updated_at", "timestamp", "last_activity_at"))
    return ChatEnded(
        external_id=needed_id(body, "id"),
        closed_at=needed_moment(now, *times),
        channel=text(body, "channel", most=60).removeprefix("Channel::").casefold()[:40],
        language=text(body, "additional_attributes", "browser_language", most=20),
        team=text(body, "meta", "team", "name", most=120),
        customer=Customer(
            external_id=text(sender, "id"),
            email=email(sender, "email"),
            phone=text(sender, "phone_number", most=40),
            name=text(sender, "name"),
        ),
        agents=(AgentPart(text(assignee, "id"), text(assignee, "name"), primary=True),) if text(assignee, "id") else (),
        tags=texts(body, "labels"),
    )


PLATFORM = Platform(
    "chatwoot",
    "Chatwoot",
    verify,
    parse,
    "Settings → Integrations → Webhooks shows it beside the webhook. Older servers show none: leave it empty.",
    may_be_unsigned=True,
)
