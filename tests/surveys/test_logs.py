from __future__ import annotations

import logging
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from project.settings import LOGGING
from surveys.logs import HideTokens
from tests.builders import an_invitation


def filtered(message: str, *args: object) -> str:
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, message, args, None)
    assert HideTokens().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("message", "args", "expected"),
    [
        ("Bad Request: %s", ("/s/tok-en_1",), "Bad Request: /s/…"),
        ("Gone: %s", ("/s/tok/stop",), "Gone: /s/…/stop"),
        ('"GET /s/tok?x=1 HTTP/1.1" %d', (200,), '"GET /s/…?x=1 HTTP/1.1" 200'),
        ("https://ask.example.com/s/tok and /s/two", (), "https://ask.example.com/s/… and /s/…"),
        ("100 % of /api/%s", ("x",), "100 % of /api/x"),
    ],
)
def test_a_token_is_cut_out_of_a_message(message: str, args: tuple[object, ...], expected: str) -> None:
    assert filtered(message.replace("100 % of", "100 %% of") if args else message, *args) == expected


def test_every_handler_of_the_settings_hides_tokens() -> None:
    configured: Any = LOGGING
    assert configured["filters"]["without survey links"] == {"()": "surveys.logs.HideTokens"}
    for handler in configured["handlers"].values():
        assert "without survey links" in handler["filters"]


@pytest.mark.django_db
def test_a_refused_answer_leaves_no_token_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    written = StringIO()
    console = next(h for h in logging.getLogger().handlers if any(isinstance(f, HideTokens) for f in h.filters))
    monkeypatch.setattr(console, "stream", written)
    _, token = an_invitation()
    Client().post(f"/s/{token}")
    assert "Bad Request: /s/…" in written.getvalue()
    assert token not in written.getvalue()
