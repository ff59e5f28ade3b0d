from __future__ import annotations

import pytest
from celery import current_app

Rung = list[tuple[str, tuple[int, ...]]]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Rung:
    """The tasks that were rung for, instead of a broker."""
    messages: Rung = []

    def send_task(task: str, *, args: tuple[int, ...], **_: object) -> None:
        messages.append((task, args))

    monkeypatch.setattr(current_app, "send_task", send_task)
    return messages
