"""Help Scout: `convo.status` with the whole conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Reopened
from surveys.inbound.reading import dig, email, items, moment, needed_id, needed_moment, text
from surveys.inbound.signatures import base_64, check_hmac, header


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    check_hmac(delivery.body, header(delivery, "X-HelpScout-Signature"), secrets, method="sha1", encode=base_64)


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    event, status = delivery.headers.get("x-helpscout-event", ""), text(body, "status")
    if event and event != "convo.status":
        return Ignored(f"“{event[:60]}” does not say that a conversation was closed.")
    if status == "active":
        return Reopened(needed_id(body, "id"))
    if status != "closed":
        return Ignored(f"The conversation is {status or 'in no state'}, not closed.")
    customer, agent = dig(body, "primaryCustomer"), dig(body, "assignee")
    return Closed(
        ChatEnded(
            external_id=needed_id(body, "id"),
            closed_at=needed_moment(now, *(moment(body, name) for name in ("closedAt", "userUpdatedAt", "createdAt"))),
            channel=text(body, "type", most=40),
            customer=Customer(external_id=text(customer, "id"), email=email(customer, "email"), name=_name(customer)),
            agents=(AgentPart(text(agent, "id"), _name(agent), primary=True),) if text(agent, "id") else (),
            tags=tuple(name for tag in items(body, "tags")[:50] if (name := text(tag, "tag", most=100))),
        )
    )


def _name(person: object) -> str:
    return " ".join(part for part in (text(person, "first"), text(person, "last")) if part)[:200]


PLATFORM = Platform("helpscout", "Help Scout", verify, parse, "Make one up and enter it as the webhook's secret key.")
