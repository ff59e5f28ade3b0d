"""LiveChat (Text Platform): `chat_deactivated`. The secret travels in the body and is never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from surveys.inbound.chat import AgentPart, ChatEnded
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Refused
from surveys.inbound.reading import needed_id, text
from surveys.inbound.signatures import check_any
from surveys.inbound.strict_json import InvalidJSON, loads

SECRET = "secret_key"


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    try:
        given = text(loads(delivery.body), SECRET)
    except InvalidJSON as problem:
        raise Refused("The body is not JSON, so there is no secret_key in it.") from problem
    if not given:
        raise Refused("The body has no secret_key.")
    check_any(given, secrets)


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    action = text(body, "action")
    if action != "chat_deactivated":
        return Ignored(f"“{action or 'nothing'}” does not say that a chat ended.")
    chat, thread = needed_id(body, "payload", "chat_id"), needed_id(body, "payload", "thread_id")
    agent = text(body, "payload", "user_id")
    return Closed(
        ChatEnded(
            external_id=chat,
            closed_at=now,  # the event has no time of its own
            # Without a user the chat was closed by a timeout.
            closed_by="agent" if agent else "system",
            channel="livechat",
            agents=(AgentPart(agent, primary=True),) if agent else (),
        ),
        key=f"{chat}/{thread}",
    )


PLATFORM = Platform(
    "livechat",
    "LiveChat",
    verify,
    parse,
    "Make one up and give it as `secret_key` when you register the webhook.",
    secret_fields=(SECRET,),
)
