"""Rocket.Chat Omnichannel: `LivechatSession`, sent when a chat closes, with the whole transcript."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform
from surveys.inbound.reading import dig, email, items, moment, needed_id, needed_moment, text, texts
from surveys.inbound.signatures import check_any, header


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """A plain shared token, no signature: whoever reads one delivery can send others. Use HTTPS."""
    check_any(header(delivery, "X-RocketChat-Livechat-Token"), secrets)


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    kind = text(body, "type")
    if kind != "LivechatSession":
        return Ignored(f"“{kind or 'nothing'}” does not say that a chat closed.")
    visitor, agent = dig(body, "visitor"), dig(body, "agent")
    said = [message for message in items(body, "messages") if not dig(message, "closingMessage")]
    by_agent = [message for message in said if text(message, "agentId")]
    by_customer = [message for message in said if not text(message, "agentId")]
    return Closed(
        ChatEnded(
            external_id=needed_id(body, "_id"),
            closed_at=needed_moment(now, moment(body, "closedAt"), moment(body, "lastMessageAt")),
            closed_by="customer" if text(body, "closer") == "visitor" else "agent",
            channel="livechat",
            customer=Customer(
                external_id=text(visitor, "_id"),
                # The test button sends one address as a text, real chats a list of them.
                email=email(visitor, "email", 0, "address") or email(visitor, "email"),
                phone=text(visitor, "phone", 0, "phoneNumber", most=40) or text(visitor, "phone", most=40),
                name=text(visitor, "name"),
            ),
            agents=(AgentPart(text(agent, "_id"), text(agent, "name"), len(by_agent) or None, primary=True),)
            if text(agent, "_id")
            else (),
            tags=texts(body, "tags"),
            customer_messages=len(by_customer) if said else None,
            agent_messages=len(by_agent) if said else None,
            customer_characters=sum(len(text(message, "msg", most=5000)) for message in by_customer) if said else None,
        )
    )


PLATFORM = Platform(
    "rocketchat",
    "Rocket.Chat",
    verify,
    parse,
    "Make one up and enter it as “Secret token” under Omnichannel → Webhooks. It is sent as it is: use HTTPS.",
)
