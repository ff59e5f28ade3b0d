"""Crisp: `session:set_state`. Plugin hooks are signed; website hooks are not, there the address is the secret."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from surveys.inbound.chat import ChatEnded
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Refused, Reopened
from surveys.inbound.reading import moment, needed_id, needed_moment, text
from surveys.inbound.signatures import check_age, check_hmac, header, hexadecimal
from surveys.inbound.strict_json import InvalidJSON, loads


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    timestamp = header(delivery, "X-Crisp-Request-Timestamp")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 14):
        raise Refused("The timestamp of the signature is not a number.")
    signed_at = moment(int(timestamp))
    check_age(signed_at or datetime.fromtimestamp(0, UTC), now)
    signature = header(delivery, "X-Crisp-Signature")
    try:
        _check(delivery.body, timestamp, signature, secrets)
    except Refused:
        # Some of their servers sign the body as they would write it, not as they sent it.
        _check(_written_again(delivery.body), timestamp, signature, secrets)


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    event, state = text(body, "event"), text(body, "data", "state")
    if event != "session:set_state":
        return Ignored(f"“{event or 'nothing'}” does not say that a conversation was resolved.")
    if state in ("pending", "unresolved"):
        return Reopened(needed_id(body, "data", "session_id"))
    if state != "resolved":
        return Ignored(f"The conversation is {state or 'in no state'}, not resolved.")
    return Closed(
        ChatEnded(
            external_id=needed_id(body, "data", "session_id"),
            closed_at=needed_moment(now, moment(body, "timestamp")),
            channel="crisp",
        )
    )


def _check(body: bytes, timestamp: str, signature: str, secrets: Sequence[str]) -> None:
    signed = b"[" + timestamp.encode() + b";" + body + b"]"
    check_hmac(signed, signature, secrets, method="sha256", encode=hexadecimal)


def _written_again(body: bytes) -> bytes:
    try:
        return json.dumps(loads(body), separators=(",", ":"), ensure_ascii=False).encode()
    except InvalidJSON as problem:
        raise Refused("The signature does not fit the body and any secret of this source.") from problem


PLATFORM = Platform(
    "crisp",
    "Crisp",
    verify,
    parse,
    "A plugin hook's signing secret. Website hooks have none: leave it empty.",
    may_be_unsigned=True,
)
