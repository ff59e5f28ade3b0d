from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from celery import current_app

from surveys.doorbell import ring

ROOT = Path(__file__).resolve().parent.parent


def test_a_broker_that_is_down_is_logged_and_not_raised(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis+socket:///nowhere/valkey.sock")
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    with caplog.at_level(logging.WARNING):
        ring("feedback.analyse")
    assert "the next sweep will" in caplog.text


def test_nobody_waits_while_a_broker_that_is_down_is_tried_again() -> None:
    assert current_app.conf.broker_transport_options["max_retries"] == 0


def test_every_task_that_is_rung_or_scheduled_exists() -> None:
    current_app.loader.import_default_modules()
    sources = [path.read_text() for package in ("surveys", "feedback") for path in (ROOT / package).rglob("*.py")]
    rung = set(re.findall(r"^\w+_TASK = \"([a-z_.]+)\"", "\n".join(sources), re.MULTILINE))
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert rung
    assert (rung | scheduled) - set(current_app.tasks) == set()
