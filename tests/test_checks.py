from __future__ import annotations

import pytest
from django.core.checks import run_checks
from pytest_django import Settings


def found(*, deploy: bool = False) -> set[str]:
    messages = run_checks(include_deployment_checks=deploy)
    return {message.id for message in messages if message.id and message.id.startswith("afterchat")}


def test_the_default_settings_raise_no_objection() -> None:
    assert found() == set()


@pytest.mark.parametrize("address", ["feedback.example.com", "ftp://feedback.example.com", "https://", ""])
def test_a_public_address_must_be_one(settings: Settings, address: str) -> None:
    settings.PUBLIC_BASE_URL = address
    assert "afterchat.E001" in found()


def test_the_public_host_must_be_allowed(settings: Settings) -> None:
    settings.PUBLIC_BASE_URL, settings.ALLOWED_HOSTS = "https://feedback.example.com", ["localhost"]
    assert found() == {"afterchat.E002"}
    settings.ALLOWED_HOSTS = [".example.com"]
    assert found() == set()


def test_a_short_secret_key_is_refused(settings: Settings) -> None:
    settings.SECRET_KEY = "changeme"
    assert "afterchat.E003" in found()


@pytest.mark.parametrize("url", ["memory://", "filesystem://", "sqla+postgresql://app@/db", "valkey://h"])
def test_a_broker_that_loses_tasks_is_refused(settings: Settings, url: str) -> None:
    settings.CELERY_BROKER_URL = url
    assert "afterchat.E004" in found()


@pytest.mark.parametrize("url", ["redis://h:6379/0", "rediss://h", "redis+socket:///run/v.sock", "amqp://h//"])
def test_a_broker_that_keeps_tasks_is_fine(settings: Settings, url: str) -> None:
    settings.CELERY_BROKER_URL = url
    assert "afterchat.E004" not in found()


def test_a_deployment_is_told_what_is_only_good_for_one_machine(settings: Settings) -> None:
    settings.PUBLIC_BASE_URL, settings.ALLOWED_HOSTS = "http://127.0.0.1:8000", ["*"]
    settings.DEFAULT_FROM_EMAIL = "Afterchat <feedback@localhost>"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert {"afterchat.W001", "afterchat.W002", "afterchat.W003", "afterchat.W004"} <= found(deploy=True)
