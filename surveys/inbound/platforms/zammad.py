"""Zammad: a trigger on "state is closed" that sends ticket and article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Reopened
from surveys.inbound.reading import dig, email, moment, needed_id, needed_moment, text, texts
from surveys.inbound.signatures import check_hmac, header, hexadecimal

NOBODY = "1"  # Zammad's id for "no owner"


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    signature = header(delivery, "X-Hub-Signature")
    check_hmac(delivery.body, signature, secrets, method="sha1", encode=hexadecimal, prefix="sha1=")


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    ticket = dig(body, "ticket")
    state = text(ticket, "state", "name") or text(ticket, "state")
    if state in ("open", "new"):
        return Reopened(needed_id(body, "ticket", "id"))
    if "closed" not in state or "pending" in state:
        return Ignored(f"The ticket is {state or 'in no state'}, not closed.")
    customer, owner = dig(ticket, "customer"), dig(ticket, "owner")
    agent = text(owner, "id")
    return Closed(
        ChatEnded(
            external_id=needed_id(body, "ticket", "id"),
            # The same closing is told more than once: its own time, not that of the last change.
            closed_at=needed_moment(now, *(moment(ticket, name) for name in ("close_at", "updated_at"))),
            channel=text(ticket, "create_article_type", "name", most=40)
            or text(ticket, "create_article_type", most=40),
            team=text(ticket, "group", "name", most=120),
            customer=Customer(
                external_id=text(customer, "id"),
                email=email(customer, "email"),
                phone=text(customer, "phone", most=40),
                name=_name(customer),
            ),
            agents=(AgentPart(agent, _name(owner), primary=True),) if agent not in ("", NOBODY) else (),
            tags=texts(ticket, "tags"),
        ),
        key=text(delivery.headers.get("x-zammad-delivery", "")),
    )


def _name(person: object) -> str:
    return " ".join(part for part in (text(person, "firstname"), text(person, "lastname")) if part)[:200]


PLATFORM = Platform(
    "zammad", "Zammad", verify, parse, "Make one up and enter it as the webhook's “HMAC SHA1 Signature Token”."
)
