"""Intercom: `conversation.admin.closed`, in the shape of older and of newer API versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Reopened
from surveys.inbound.reading import dig, email, items, moment, needed_id, needed_moment, text
from surveys.inbound.signatures import check_hmac, header, hexadecimal

CLOSED, OPENED = "conversation.admin.closed", {"conversation.admin.opened", "conversation.user.replied"}


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    signature = header(delivery, "X-Hub-Signature")
    check_hmac(delivery.body, signature, secrets, method="sha1", encode=hexadecimal, prefix="sha1=")


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    topic, chat = text(body, "topic"), dig(body, "data", "item")
    if topic in OPENED:
        return Reopened(needed_id(body, "data", "item", "id"))
    if topic != CLOSED:
        return Ignored(f"“{topic or 'nothing'}” does not say that a conversation was closed.")
    return Closed(_chat(chat, now), key=text(body, "id"))


def _chat(chat: object, now: datetime) -> ChatEnded:
    customer = dig(chat, "user") or dig(chat, "contacts", "contacts", 0)
    closing = dig(chat, "conversation_parts", "conversation_parts", -1)
    by = dig(closing, "author")
    agent = dig(chat, "assignee") or dig(chat, "teammates", "admins", 0) or by
    is_person = text(agent, "type") in ("admin", "")
    return ChatEnded(
        external_id=needed_id(chat, "id"),
        closed_at=needed_moment(now, moment(closing, "created_at"), moment(chat, "updated_at")),
        closed_by="bot" if text(by, "type") == "bot" else "agent",
        channel=text(chat, "source", "type", most=40),
        customer=Customer(
            external_id=text(customer, "id"), email=email(customer, "email"), name=text(customer, "name")
        ),
        agents=(AgentPart(text(agent, "id"), text(agent, "name"), primary=True),)
        if is_person and text(agent, "id")
        else (),
        tags=tuple(name for tag in items(chat, "tags", "tags")[:50] if (name := text(tag, "name", most=100))),
    )


PLATFORM = Platform(
    "intercom", "Intercom", verify, parse, "The client secret of your app, under Configure → Basic information."
)
