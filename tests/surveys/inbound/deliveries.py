"""A genuine delivery of every platform, minimal and of our own making, and how each platform signs."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from surveys.inbound.hook import Delivery

NOW = datetime(2026, 1, 1, 0, 2, tzinfo=UTC)
SECRET, OTHER = "test-secret", "another-secret"
_keys: dict[str, RSAPrivateKey] = {}


@dataclass(frozen=True)
class Example:
    """`body` is a closed chat; `sign` gives the headers for raw bytes; `chat` and `closed_at` are what it means."""

    body: dict[str, Any]
    sign: Callable[[bytes, str, datetime], Mapping[str, str]]
    chat: str
    closed_at: datetime
    is_timed: bool = False  # whether the signature covers a time


def delivery(example: Example, *, secret: str = SECRET, at: datetime = NOW, body: Any = None) -> Delivery:
    """The example, signed; with another `body` if one is given."""
    value = example.body if body is None else body
    if "secret_key" in example.body and body is None:
        value = {**value, "secret_key": secret}
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Delivery(raw, {name.lower(): text for name, text in example.sign(raw, secret, at).items()})


def secret_for(platform: str, secret: str = SECRET) -> str:
    """What is stored for `secret`: the public key where the platform signs with a private one."""
    if platform != "freshchat":
        return secret
    return _key(secret).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _key(name: str) -> RSAPrivateKey:
    if name not in _keys:
        _keys[name] = generate_private_key(public_exponent=65537, key_size=2048)
    return _keys[name]


def _digest(secret: str, message: bytes, method: str) -> bytes:
    return hmac.digest(secret.encode(), message, method)


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))


def chatwoot(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    signed = _digest(secret, _seconds(at).encode() + b"." + raw, "sha256").hex()
    return {"X-Chatwoot-Timestamp": _seconds(at), "X-Chatwoot-Signature": f"sha256={signed}"}


def sha1_prefixed(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    return {"X-Hub-Signature": "sha1=" + _digest(secret, raw, "sha1").hex()}


def zendesk(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    time = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    signed = base64.b64encode(_digest(secret, time.encode() + raw, "sha256")).decode()
    return {"X-Zendesk-Webhook-Signature-Timestamp": time, "X-Zendesk-Webhook-Signature": signed}


def rocketchat(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    return {"X-RocketChat-Livechat-Token": secret}


def tawk(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    return {"X-Tawk-Signature": _digest(secret, raw, "sha1").hex()}


def unsigned(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    return {}


def freshchat(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    return {"X-Freshchat-Signature": base64.b64encode(_key(secret).sign(raw, PKCS1v15(), SHA256())).decode()}


def crisp(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    signed = b"[" + _seconds(at).encode() + b";" + raw + b"]"
    return {"X-Crisp-Request-Timestamp": _seconds(at), "X-Crisp-Signature": _digest(secret, signed, "sha256").hex()}


def helpscout(raw: bytes, secret: str, at: datetime) -> dict[str, str]:
    signed = base64.b64encode(_digest(secret, raw, "sha1")).decode()
    return {"X-HelpScout-Signature": signed, "X-HelpScout-Event": "convo.status"}


MINUTE = datetime(2026, 1, 1, 0, 1, tzinfo=UTC)
SECONDS = int(MINUTE.timestamp())
EXAMPLES: dict[str, Example] = {
    "chatwoot": Example(
        {
            "event": "conversation_status_changed",
            "id": 245,
            "status": "resolved",
            "updated_at": SECONDS + 0.0,
            "channel": "Channel::WebWidget",
            "changed_attributes": None,
            "additional_attributes": {"browser_language": "de"},
            "labels": ["refund"],
            "meta": {
                "sender": {"id": 7, "name": "Kim", "email": "kim@example.com", "phone_number": None},
                "assignee": {"id": 3, "name": "Priya"},
                "team": {"name": "Orders"},
            },
        },
        chatwoot,
        "245",
        MINUTE,
        is_timed=True,
    ),
    "zammad": Example(
        {
            "ticket": {
                "id": 81,
                "state": "closed",
                "close_at": "2026-01-01T00:01:00Z",
                "updated_at": "2026-01-01T00:01:30Z",
                "create_article_type": "email",
                "group": {"name": "Orders"},
                "customer": {"id": 5, "email": "kim@example.com", "firstname": "Kim", "lastname": "Lee"},
                "owner": {"id": 9, "firstname": "Priya", "lastname": "Raman"},
            },
            "article": {"id": 1, "internal": False},
        },
        sha1_prefixed,
        "81",
        MINUTE,
    ),
    "zendesk": Example(
        {
            "ticket_id": "4711",
            "status": "Solved",
            "updated_at": "2026-01-01T00:01:00Z",
            "requester_email": "kim@example.com",
            "requester_name": "Kim",
            "assignee_name": "Priya",
            "assignee_email": "priya@shop.example",
            "group": "Orders",
            "tags": "refund vip",
            "via": "Chat",
        },
        zendesk,
        "4711",
        MINUTE,
        is_timed=True,
    ),
    "intercom": Example(
        {
            "topic": "conversation.admin.closed",
            "id": "notif_1",
            "data": {
                "item": {
                    "id": "1373",
                    "updated_at": SECONDS + 20,
                    "user": {"id": "u1", "name": "Kim", "email": "kim@example.com"},
                    "assignee": {"type": "admin", "id": "33", "name": "Priya"},
                    "conversation_parts": {
                        "conversation_parts": [
                            {"part_type": "close", "created_at": SECONDS, "author": {"type": "admin", "id": "33"}}
                        ]
                    },
                    "tags": {"tags": [{"name": "refund"}]},
                }
            },
        },
        sha1_prefixed,
        "1373",
        MINUTE,
    ),
    "rocketchat": Example(
        {
            "type": "LivechatSession",
            "_id": "room1",
            "closedAt": "2026-01-01T00:01:00.000Z",
            "closer": "user",
            "tags": ["refund"],
            "visitor": {"_id": "v1", "name": "Kim", "email": [{"address": "kim@example.com"}], "phone": None},
            "agent": {"_id": "a1", "name": "Priya"},
            "messages": [
                {"username": "guest", "msg": "Where is it?"},
                {"username": "priya", "agentId": "a1", "msg": "Let me look."},
                {"username": "guest", "msg": "Thanks."},
                {"closingMessage": True, "msg": "Closed."},
            ],
        },
        rocketchat,
        "room1",
        MINUTE,
    ),
    "tawk": Example(
        {
            "event": "chat:transcript_created",
            "time": "2026-01-01T00:01:40Z",
            "chat": {
                "id": "t-1",
                "visitor": {"name": "Kim", "email": "kim@example.com"},
                "messages": [
                    {"sender": {"t": "v"}, "type": "msg", "msg": "Hello?", "time": "2026-01-01T00:00:00Z"},
                    {"sender": {"t": "a", "n": "Priya"}, "type": "msg", "msg": "Hi.", "time": "2026-01-01T00:01:00Z"},
                ],
            },
        },
        tawk,
        "t-1",
        MINUTE,
    ),
    "livechat": Example(
        {
            "secret_key": SECRET,
            "action": "chat_deactivated",
            "payload": {"chat_id": "PJ0", "thread_id": "K60", "user_id": "b7ef"},
        },
        unsigned,
        "PJ0",
        NOW,
    ),
    "freshchat": Example(
        {
            "actor": {"actor_type": "agent", "actor_id": "a1"},
            "action": "conversation_resolution",
            "action_time": "2026-01-01T00:01:00Z",
            "data": {"resolve": {"conversation": {"conversation_id": "c-1", "assigned_agent_id": "a1"}}},
        },
        freshchat,
        "c-1",
        MINUTE,
    ),
    "crisp": Example(
        {
            "event": "session:set_state",
            "timestamp": SECONDS * 1000,
            "data": {"session_id": "session_1", "state": "resolved"},
        },
        crisp,
        "session_1",
        MINUTE,
        is_timed=True,
    ),
    "helpscout": Example(
        {
            "id": 900,
            "status": "closed",
            "closedAt": "2026-01-01T00:01:00Z",
            "type": "chat",
            "primaryCustomer": {"id": 5, "email": "kim@example.com", "first": "Kim", "last": "Lee"},
            "assignee": {"id": 9, "first": "Priya", "last": "Raman"},
            "tags": [{"tag": "refund"}],
        },
        helpscout,
        "900",
        MINUTE,
    ),
}
