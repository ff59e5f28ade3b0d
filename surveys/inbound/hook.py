"""What every platform's webhook has in common: a delivery is verified over its raw bytes, then read.

A platform is one small file of two functions and a registry line (`surveys.inbound.platforms`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.inbound.chat import ChatEnded


class Refused(Exception):
    """The delivery is not from whom it says it is; the message says what was seen, never what was expected."""


class Unreadable(Exception):
    """The delivery is genuine and yet not what the platform sends: the sender must mend it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as it came. `headers` have lower-case names; `body` is not parsed yet."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Closed:
    """A chat has ended. `key` tells this event from any other of the source; empty if the chat itself does."""

    chat: ChatEnded
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A chat goes on: nobody is asked about it now."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A genuine event that says nothing about the end of a chat."""

    why: str


Event = Closed | Reopened | Ignored
Verify = Callable[[Delivery, Sequence[str], datetime], None]
Parse = Callable[[object, Delivery, datetime], Event]


@dataclass(frozen=True, slots=True)
class Platform:
    """A chat tool. `verify` raises Refused, `parse` gets the body as JSON and raises Unreadable.

    `secret_help` says where the secret comes from; a platform that `may_be_unsigned` can be used without one, and then
    the address alone lets a delivery in.
    """

    key: str
    label: str
    verify: Verify
    parse: Parse
    secret_help: str
    may_be_unsigned: bool = False
    secret_fields: tuple[str, ...] = ()  # of the body, never stored
