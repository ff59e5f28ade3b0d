"""Signatures over raw bytes, compared in constant time, and the age of what is signed."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from surveys.inbound.hook import Delivery, Refused

WINDOW = timedelta(minutes=5)
Encode = Callable[[bytes], str]


def hexadecimal(raw: bytes) -> str:
    return raw.hex()


def base_64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def header(delivery: Delivery, name: str) -> str:
    """The header's value. Raises Refused without it."""
    value = delivery.headers.get(name.lower(), "").strip()
    if not value:
        raise Refused(f"The header {name} is missing.")
    return value


def check_hmac(
    message: bytes, given: str, secrets: Sequence[str], *, method: str, encode: Encode, prefix: str = ""
) -> None:
    """Raises Refused unless `given` is `prefix` and the HMAC of `message` under one of `secrets`."""
    expected = [prefix + encode(hmac.digest(secret.encode(), message, method)) for secret in secrets]
    check_any(given, expected)


def check_any(given: str, expected: Iterable[str]) -> None:
    """Raises Refused unless `given` is one of `expected`; every one is compared, however early one fits."""
    given_bytes = given.encode("utf-8", "replace")
    if not sum(hmac.compare_digest(given_bytes, one.encode()) for one in expected):
        raise Refused("The signature does not fit the body and any secret of this source.")


def check_age(signed_at: datetime, now: datetime) -> None:
    """Raises Refused for what was signed more than five minutes from now: somebody else may be sending it again."""
    if abs(now - signed_at) > WINDOW:
        raise Refused(f"It was signed at {signed_at:%H:%M:%S} UTC, which is more than five minutes away from now.")


def unix_time(text: str) -> datetime:
    """Raises Refused for what is no time in seconds."""
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        raise Refused("The timestamp of the signature is not a number of seconds.")
    return datetime.fromtimestamp(int(text), UTC)
