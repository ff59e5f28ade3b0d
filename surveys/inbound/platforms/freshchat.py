"""Freshchat: `conversation_resolution` and `conversation_reopen`, signed with RSA."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Platform, Refused, Reopened
from surveys.inbound.reading import dig, moment, needed_id, needed_moment, text
from surveys.inbound.signatures import header


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """`secrets` are public keys: the platform signs, we only check."""
    given = header(delivery, "X-Freshchat-Signature")
    try:
        signature = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Refused("The signature is not base64.") from problem
    if not any(_fits(key, signature, delivery.body) for key in secrets):
        raise Refused("The signature does not fit the body and any public key of this source.")


def parse(body: object, delivery: Delivery, now: datetime) -> Event:
    action = text(body, "action")
    if action == "conversation_reopen":
        return Reopened(needed_id(body, "data", "reopen", "conversation", "conversation_id"))
    if action != "conversation_resolution":
        return Ignored(f"“{action or 'nothing'}” does not say that a conversation was resolved.")
    chat = dig(body, "data", "resolve", "conversation")
    agent = text(chat, "assigned_agent_id")
    return Closed(
        ChatEnded(
            external_id=needed_id(chat, "conversation_id"),
            closed_at=needed_moment(now, moment(body, "action_time")),
            closed_by={"agent": "agent", "user": "customer"}.get(text(body, "actor", "actor_type"), "system"),
            channel="freshchat",
            customer=Customer(external_id=text(chat, "user_id")),
            agents=(AgentPart(agent, primary=True),) if agent else (),
        )
    )


def _fits(pem: str, signature: bytes, body: bytes) -> bool:
    try:
        key = load_pem_public_key(pem.encode())
        if isinstance(key, RSAPublicKey):
            key.verify(signature, body, PKCS1v15(), SHA256())
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


PLATFORM = Platform(
    "freshchat",
    "Freshchat",
    verify,
    parse,
    "The public key that Settings → Webhooks shows, with its first and last line.",
)
