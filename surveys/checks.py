"""System checks: what is wrong with a deployment's settings, and how to mend it. `./run manage check --deploy`."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import validate_host

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@register(Tags.urls)
def check_public_base_url(**_: Any) -> list[CheckMessage]:
    """Every survey link and every link in a mail begins with this address."""
    address = urlsplit(settings.PUBLIC_BASE_URL)
    if address.scheme not in {"http", "https"} or not address.hostname:
        return [
            Error(
                f"AFTERCHAT_PUBLIC_BASE_URL is not a web address: {settings.PUBLIC_BASE_URL!r}",
                hint="Set it to the address customers reach this site at, such as https://feedback.example.com",
                id="afterchat.E001",
            )
        ]
    if not settings.DEBUG and not validate_host(address.hostname, settings.ALLOWED_HOSTS):
        return [
            Error(
                f"AFTERCHAT_ALLOWED_HOSTS does not allow {address.hostname}, the host of AFTERCHAT_PUBLIC_BASE_URL",
                hint=f"Add {address.hostname} to AFTERCHAT_ALLOWED_HOSTS, or survey links will answer 400.",
                id="afterchat.E002",
            )
        ]
    return []


@register(Tags.security)
def check_secret_key(**_: Any) -> list[CheckMessage]:
    """Links and person keys are derived from it."""
    if len(settings.SECRET_KEY) >= 40:
        return []
    return [
        Error(
            "AFTERCHAT_SECRET_KEY is shorter than 40 characters",
            hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="afterchat.E003",
        )
    ]


@register(Tags.security, deploy=True)
def check_ready_for_the_public(**_: Any) -> list[CheckMessage]:
    """What is fine on one's own machine but not for customers."""
    found: list[CheckMessage] = []
    if urlsplit(settings.PUBLIC_BASE_URL).hostname in LOCAL_HOSTS:
        found.append(
            Warning(
                "Survey links point at this machine only",
                hint="Set AFTERCHAT_PUBLIC_BASE_URL to the public address.",
                id="afterchat.W001",
            )
        )
    if settings.EMAIL_BACKEND == FILE_BACKEND:
        found.append(
            Warning(
                f"Invitations are written to {settings.EMAIL_FILE_PATH} and not sent",
                hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.com:587",
                id="afterchat.W002",
            )
        )
    if parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@localhost"):
        found.append(
            Warning(
                f"Invitations come from {settings.DEFAULT_FROM_EMAIL}, which mail servers refuse",
                hint="Set AFTERCHAT_FROM_EMAIL to an address of your domain.",
                id="afterchat.W004",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Warning(
                "AFTERCHAT_ALLOWED_HOSTS allows every host",
                hint="Name the hosts this site answers for.",
                id="afterchat.W003",
            )
        )
    return found


@register()
def check_broker(**_: Any) -> list[CheckMessage]:
    """Transports that keep messages in one process or lose them when a worker is killed."""
    transport = settings.CELERY_BROKER_URL.partition(":")[0]
    if transport in {"redis", "redis+socket", "rediss", "amqp", "amqps"}:
        return []
    return [
        Error(
            f"CELERY_BROKER_URL names the transport {transport!r}, which loses tasks or has no crash recovery",
            hint="Use redis:// or rediss:// for Redis and Valkey, or amqp:// for RabbitMQ.",
            id="afterchat.E004",
        )
    ]
