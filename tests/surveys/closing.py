"""Ways to say that a chat has ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.test import Client
from django.utils import timezone

from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.models import ApiKey, Source
from surveys.services.intake import IntakeReply, receive_closed_chat
from surveys.tokens import digest
from tests.builders import NOW, a_source

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

URL = "/api/v1/conversations/closed"
API_KEY = "ac_a-key-for-tests"
T = TypeVar("T")


def a_chat(external_id: str = "c1", *, email: str = "kim@example.com", **values: object) -> ChatEnded:
    given = {"closed_at": NOW, "agents": (AgentPart("priya", "Priya Shah", 3),), "customer": Customer(email=email)}
    return ChatEnded(external_id=external_id, **{**given, **values})  # type: ignore[arg-type]


def close(
    chat: ChatEnded | None = None, *, key: str | None = None, now: datetime = NOW, source: Source | None = None
) -> IntakeReply:
    """Tell the service that `chat` has ended, as the API does."""
    chat = chat or a_chat()
    raw = {"external_id": chat.external_id, "closed_at": chat.closed_at.isoformat(), "team": chat.team}
    return receive_closed_chat(source=source or a_source(), chat=chat, idempotency_key=key, raw=raw, now=now)


def an_api_source() -> Source:
    source = a_source()
    ApiKey.objects.get_or_create(source=source, digest=digest(API_KEY), hint=API_KEY[:8])
    return source


def a_body(external_id: str = "c1", **values: Any) -> dict[str, object]:
    """A body that lacks nothing."""
    return {"external_id": external_id, "closed_at": moment(timedelta(minutes=-1)), **values}


def moment(after: timedelta) -> str:
    return (timezone.now() + after).isoformat()


def post(
    body: object,
    *,
    key: str | None = API_KEY,
    url: str = URL,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> TestResponse:
    """POST `body`, bytes as they are and anything else as JSON, with an API key."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    bearer = {} if key is None else {"Authorization": f"Bearer {key}"}
    return Client().generic("POST", url, raw, content_type, headers={**bearer, **(headers or {})})


def at_once(work: Callable[[int], T], times: int = 12) -> list[T]:
    """Run `work` in that many threads, all let go at the same moment."""
    barrier = Barrier(times)

    def run(number: int) -> T:
        try:
            barrier.wait(timeout=10)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
