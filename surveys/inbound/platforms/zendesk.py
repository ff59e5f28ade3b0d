"""Zendesk: a trigger's webhook with the body our guide gives, or the event `ticket.status_changed`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Refused, Reopened
from surveys.inbound.reading import dig, email, moment, needed_id, needed_moment, text, texts
from surveys.inbound.signatures import base_64, check_age, check_hmac, header

STATUS_CHANGED = "zen:event-type:ticket.status_changed"
ENDED, GOES_ON = {"solved", "closed"}, {"new", "open"}


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    timestamp = header(delivery, "X-Zendesk-Webhook-Signature-Timestamp")
    signed_at = moment(timestamp)
    if signed_at is None:
        raise Refused("The timestamp of the signature cannot be read.")
    check_age(signed_at.astimezone(UTC), now)
    signature = header(delivery, "X-Zendesk-Webhook-Signature")
    check_hmac(timestamp.encode() + delivery.body, signature, secrets, method="sha256", encode=base_64)


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    if dig(body, "type") is not None:
        return _subscription(body, now)
    status = text(body, "status").casefold()
    if status in GOES_ON:
        return Reopened(needed_id(body, "ticket_id"))
    if status not in ENDED:
        return Ignored(f"The ticket is {status or 'in no state'}, not solved.")
    agent = text(body, "assignee_email") or text(body, "assignee_name")
    return Closed(
        ChatEnded(
            external_id=needed_id(body, "ticket_id"),
            closed_at=needed_moment(now, moment(body, "updated_at")),
            channel=text(body, "via", most=40).casefold(),
            team=text(body, "group", most=120),
            customer=Customer(email=email(body, "requester_email"), name=text(body, "requester_name")),
            agents=(AgentPart(agent, text(body, "assignee_name"), primary=True),) if agent else (),
            tags=tuple(text(body, "tags", most=2000).split()[:50]),
        )
    )


def _subscription(body: object, now: datetime) -> Event:
    """The event has ids only: enough for a link that the chat shows, not for a mail."""
    kind, status = text(body, "type"), text(body, "event", "current").casefold()
    if kind != STATUS_CHANGED:
        return Ignored(f"“{kind}” does not say that a ticket was solved.")
    if status in GOES_ON:
        return Reopened(needed_id(body, "detail", "id"))
    if status not in ENDED:
        return Ignored(f"The ticket is {status or 'in no state'}, not solved.")
    agent = text(body, "detail", "assignee_id")
    return Closed(
        ChatEnded(
            external_id=needed_id(body, "detail", "id"),
            closed_at=needed_moment(now, moment(body, "time")),
            channel=text(body, "detail", "via", "channel", most=40),
            customer=Customer(external_id=text(body, "detail", "requester_id")),
            agents=(AgentPart(agent, primary=True),) if agent else (),
            tags=texts(body, "detail", "tags"),
        ),
        key=text(body, "id"),
    )


PLATFORM = Platform(
    "zendesk", "Zendesk", verify, parse, "Zendesk shows it on the webhook's page: “Signing secret”, Reveal."
)
