"""tawk.to: `chat:transcript_created`, which comes after every chat and says more than `chat:end`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform
from surveys.inbound.reading import dig, email, items, moment, needed_id, needed_moment, text
from surveys.inbound.signatures import check_hmac, header, hexadecimal


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    check_hmac(delivery.body, header(delivery, "X-Tawk-Signature"), secrets, method="sha1", encode=hexadecimal)


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    event, chat = text(body, "event"), dig(body, "chat")
    if event != "chat:transcript_created":
        return Ignored(f"“{event or 'nothing'}” is not the transcript, which comes after every chat.")
    visitor = dig(chat, "visitor")
    said = [message for message in items(chat, "messages") if text(message, "type") in ("msg", "file")]
    by_customer = [message for message in said if text(message, "sender", "t") == "v"]
    agents = Counter(name for message in said if text(message, "sender", "t") == "a" and (name := _name(message)))
    return Closed(
        ChatEnded(
            external_id=needed_id(body, "chat", "id"),
            closed_at=needed_moment(now, moment(said[-1], "time") if said else None, moment(body, "time")),
            channel="web",
            customer=Customer(email=email(visitor, "email"), name=text(visitor, "name")),
            # Agents come by their display names only.
            agents=tuple(AgentPart(name, name, number) for name, number in agents.most_common(50)),
            customer_messages=len(by_customer),
            agent_messages=agents.total(),
            customer_characters=sum(len(text(message, "msg", most=5000)) for message in by_customer),
        ),
        key=text(delivery.headers.get("x-hook-event-id", "")),
    )


def _name(message: object) -> str:
    return text(message, "sender", "n")


PLATFORM = Platform("tawk", "tawk.to", verify, parse, "Administration → Webhooks shows it beside the webhook.")
