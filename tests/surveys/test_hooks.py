"""`/hooks/<source>`: what a platform gets for its delivery, and what of it is kept."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from surveys.inbound.hook import Delivery
from surveys.inbound.platforms import PLATFORMS
from surveys.models import Conversation, InboundEvent, Invitation, Source
from surveys.models import Delivery as Mail
from surveys.sealing import seal, unseal
from surveys.services.setup import add_hook_secret, create_hook_source
from tests.surveys.inbound.deliveries import EXAMPLES, OTHER, SECRET, delivery, secret_for

pytestmark = pytest.mark.django_db
every_platform = pytest.mark.parametrize("key", sorted(PLATFORMS))


def a_hook(key: str, *, secret: str | None = None) -> Source:
    stored = secret_for(key) if secret is None else secret
    return create_hook_source(name=key, team_name="Orders", platform=key, secret=stored)


def post(source: Source, sent: Delivery) -> tuple[int, str]:
    """Status and outcome."""
    where = f"/hooks/{source.public_id}"
    reply = Client().post(where, sent.body, content_type="application/json", headers=sent.headers)
    assert not reply.cookies
    return reply.status_code, reply.json()["outcome"]


def now_signed(key: str, **values: object) -> Delivery:
    return delivery(EXAMPLES[key], at=timezone.now(), **values)  # type: ignore[arg-type]


@every_platform
def test_a_closed_chat_comes_in_once_however_often_it_is_told(key: str) -> None:
    source = a_hook(key)
    assert post(source, now_signed(key)) == (200, "taken")
    assert post(source, now_signed(key))[0] == 200
    assert Conversation.objects.get().external_id == EXAMPLES[key].chat


@every_platform
def test_a_wrong_signature_is_401_and_leaves_no_trace(key: str) -> None:
    source = a_hook(key)
    assert post(source, now_signed(key, secret=OTHER)) == (401, "refused")
    assert not Conversation.objects.exists()
    assert not InboundEvent.objects.exists()


@every_platform
def test_a_signed_body_that_is_no_json_is_the_senders_to_mend(key: str) -> None:
    source = a_hook(key)
    status, _ = post(source, now_signed(key, body=b"not json"))
    assert status == (401 if key == "livechat" else 400)  # there the secret itself is in the JSON


def test_an_unknown_event_is_ignored_with_200() -> None:
    source = a_hook("intercom")
    assert post(source, now_signed("intercom", body={"topic": "ping"})) == (200, "ignored")


def test_a_secret_in_the_body_is_not_kept() -> None:
    post(a_hook("livechat"), now_signed("livechat"))
    assert SECRET not in str(InboundEvent.objects.get().payload)


def test_a_reopened_chat_calls_the_mail_off() -> None:
    source = a_hook("zammad")
    moment = timezone.now().isoformat()
    ticket = {**EXAMPLES["zammad"].body["ticket"], "close_at": moment}
    post(source, now_signed("zammad", body={"ticket": ticket}))
    assert Mail.objects.get().state == Mail.State.PENDING
    assert post(source, now_signed("zammad", body={"ticket": {**ticket, "state": "open"}})) == (200, "reopened")
    assert Mail.objects.get().state == Mail.State.CANCELLED


def test_a_fresh_chat_is_followed_by_an_invitation() -> None:
    ticket = {**EXAMPLES["zammad"].body["ticket"], "close_at": (timezone.now() - timedelta(minutes=1)).isoformat()}
    assert post(a_hook("zammad"), now_signed("zammad", body={"ticket": ticket})) == (200, "taken")
    assert Invitation.objects.count() == 1


def test_nobody_is_at_an_address_that_was_never_given() -> None:
    assert Client().post("/hooks/nobody", b"{}", content_type="application/json").status_code == 404


def test_a_source_that_is_switched_off_is_not_there() -> None:
    source = a_hook("zammad")
    Source.objects.update(is_active=False)
    assert post(source, now_signed("zammad"))[0] == 404


def test_an_address_can_be_asked_for_with_head_and_not_read() -> None:
    source = a_hook("intercom")
    assert Client().head(f"/hooks/{source.public_id}").status_code == 200
    assert Client().get(f"/hooks/{source.public_id}").status_code == 405


def test_a_body_of_three_megabytes_is_413() -> None:
    source = a_hook("zammad")
    assert post(source, Delivery(b'"' + b"x" * 3_000_000 + b'"', {}))[0] == 413
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("key", sorted(key for key, platform in PLATFORMS.items() if platform.may_be_unsigned))
def test_where_nothing_is_signed_the_address_lets_in(key: str) -> None:
    assert post(a_hook(key, secret=""), Delivery(delivery(EXAMPLES[key]).body, {})) == (200, "taken")


@pytest.mark.parametrize("key", sorted(key for key, platform in PLATFORMS.items() if not platform.may_be_unsigned))
def test_a_platform_that_signs_gets_in_with_a_secret_only(key: str) -> None:
    assert post(a_hook(key, secret=""), now_signed(key)) == (401, "refused")


def test_while_a_secret_changes_both_work_and_then_the_new_ones() -> None:
    source = a_hook("zammad")
    add_hook_secret(source=source, secret=OTHER)
    assert {post(source, now_signed("zammad", secret=secret))[0] for secret in (SECRET, OTHER)} == {200}
    add_hook_secret(source=source, secret="third")
    assert post(source, now_signed("zammad"))[0] == 401


def test_secrets_are_sealed() -> None:
    source = a_hook("zammad")
    assert SECRET not in source.sealed_secrets
    assert unseal(source.sealed_secrets) == (SECRET,)


def test_a_seal_survives_a_new_key_and_not_the_loss_of_the_old(settings: Settings) -> None:
    sealed = seal([SECRET])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new"
    assert unseal(sealed) == (SECRET,)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(LookupError):
        unseal(sealed)


def create(*arguments: str, secret: str, monkeypatch: pytest.MonkeyPatch) -> str:
    out = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(secret))
    call_command("create_source", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_makes_a_source_and_says_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("Chats", "--team", "Orders", "--platform", "zammad")
    said = create(*arguments, secret=f"{SECRET}\n", monkeypatch=monkeypatch)
    source = Source.objects.get(name="Chats")
    assert f"/hooks/{source.public_id}" in said
    assert SECRET not in said
    assert post(source, now_signed("zammad")) == (200, "taken")
    create("Chats", "--another-secret", secret=OTHER, monkeypatch=monkeypatch)
    source.refresh_from_db()
    assert unseal(source.sealed_secrets) == (OTHER, SECRET)


def test_the_command_wants_a_secret_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="signs its webhooks"):
        create("Chats", "--team", "Orders", "--platform", "zammad", secret="", monkeypatch=monkeypatch)
    assert "not signed" in create(
        "Chats", "--team", "Orders", "--platform", "chatwoot", secret="", monkeypatch=monkeypatch
    )
