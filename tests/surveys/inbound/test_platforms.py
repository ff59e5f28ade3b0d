"""One suite for every platform: what lets a delivery in, what keeps it out, and what a closed chat means to us."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from surveys.inbound.hook import Closed, Delivery, Event, Ignored, Refused, Reopened, Unreadable
from surveys.inbound.platforms import PLATFORMS
from tests.surveys.inbound.deliveries import EXAMPLES, NOW, OTHER, SECRET, delivery, secret_for

VECTOR = b'{"event":"conversation_status_changed","id":245,"status":"resolved"}'
VECTOR_TIME = datetime(2026, 1, 1, tzinfo=UTC)
TIMED = sorted(key for key, example in EXAMPLES.items() if example.is_timed)
every_platform = pytest.mark.parametrize("key", sorted(PLATFORMS))


def verify(key: str, sent: Delivery, *secrets: str, now: datetime = NOW) -> None:
    PLATFORMS[key].verify(sent, [secret_for(key, secret) for secret in secrets or (SECRET,)], now)


def parse(key: str, body: Any = None, headers: dict[str, str] | None = None) -> Event:
    example = EXAMPLES[key]
    return PLATFORMS[key].parse(example.body if body is None else body, Delivery(b"", headers or {}), NOW)


def changed(key: str, *path: str | int, to: Any) -> Any:
    """The example's body with another value at `path`."""
    body = copy.deepcopy(EXAMPLES[key].body)
    place: Any = body
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return body


def test_every_platform_has_an_example() -> None:
    assert EXAMPLES.keys() == PLATFORMS.keys()


# Who gets in


@every_platform
def test_a_genuine_delivery_gets_in(key: str) -> None:
    verify(key, delivery(EXAMPLES[key]))


@every_platform
def test_another_secret_keeps_it_out(key: str) -> None:
    with pytest.raises(Refused):
        verify(key, delivery(EXAMPLES[key], secret=OTHER))


@every_platform
def test_without_its_headers_and_fields_it_stays_out(key: str) -> None:
    with pytest.raises(Refused, match="missing|no secret_key"):
        verify(key, Delivery(b"{}", {}))


@pytest.mark.parametrize("key", sorted(set(PLATFORMS) - {"rocketchat", "livechat"}))
def test_one_changed_byte_keeps_it_out(key: str) -> None:
    sent = delivery(EXAMPLES[key])
    with pytest.raises(Refused):
        verify(key, Delivery(sent.body.replace(b"1", b"2", 1), sent.headers))


@every_platform
def test_while_a_secret_changes_both_work(key: str) -> None:
    for secret in (SECRET, OTHER):
        verify(key, delivery(EXAMPLES[key], secret=secret), OTHER, SECRET)


@every_platform
def test_without_a_secret_nothing_is_genuine(key: str) -> None:
    with pytest.raises(Refused):
        PLATFORMS[key].verify(delivery(EXAMPLES[key]), [], NOW)


@pytest.mark.parametrize("key", TIMED)
@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_or_future_signature_stays_out(key: str, late: timedelta) -> None:
    with pytest.raises(Refused, match="five minutes"):
        verify(key, delivery(EXAMPLES[key]), now=NOW + late)


@pytest.mark.parametrize("key", TIMED)
@pytest.mark.parametrize("time", ["", "soon", "9" * 40, "-1", "1e9", "²"])
def test_a_time_that_is_none_stays_out(key: str, time: str) -> None:
    sent = delivery(EXAMPLES[key])
    name = next(name for name in sent.headers if "timestamp" in name)
    with pytest.raises(Refused):
        verify(key, Delivery(sent.body, {**sent.headers, name: time}))


@every_platform
@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"\xff\xfe", b"null"])
def test_whatever_is_signed_wrongly_is_refused_and_no_error(key: str, body: bytes) -> None:
    with pytest.raises(Refused):
        verify(key, Delivery(body, dict.fromkeys(delivery(EXAMPLES[key]).headers, "x")))


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        (
            "chatwoot",
            {
                "x-chatwoot-timestamp": "1767225600",
                "x-chatwoot-signature": "sha256=d80dc7a8433f1c4d8c476bf64704388d36470924057a324dfb2ef09e6e414c4a",
            },
        ),
        ("zammad", {"x-hub-signature": "sha1=b8b8072528a905f9680a9d3646bf443080ff8c0f"}),
        ("intercom", {"x-hub-signature": "sha1=b8b8072528a905f9680a9d3646bf443080ff8c0f"}),
        ("tawk", {"x-tawk-signature": "b8b8072528a905f9680a9d3646bf443080ff8c0f"}),
        (
            "zendesk",
            {
                "x-zendesk-webhook-signature-timestamp": "2026-01-01T00:00:00Z",
                "x-zendesk-webhook-signature": "w4QzmkdNo7TMEhpKtwFvNDIxRGgs9T4T50p8LnP2N2M=",
            },
        ),
        ("helpscout", {"x-helpscout-signature": "uLgHJSipBfloCp02Rr9EMID/jA8="}),
        (
            "crisp",
            {
                "x-crisp-request-timestamp": "1767225600",
                "x-crisp-signature": "20d7ad1295c21f2e86b2de0c38942234e8a2bfe3a39027ee2718e6a61e6afaed",
            },
        ),
    ],
)
def test_known_signatures_fit(key: str, headers: dict[str, str]) -> None:
    verify(key, Delivery(VECTOR, headers), now=VECTOR_TIME)


def test_a_chatwoot_signature_over_the_body_alone_does_not_fit() -> None:
    sent = delivery(EXAMPLES["chatwoot"])
    alone = EXAMPLES["zammad"].sign(sent.body, SECRET, NOW)["X-Hub-Signature"]
    with pytest.raises(Refused):
        verify("chatwoot", Delivery(sent.body, {**sent.headers, "x-chatwoot-signature": alone}))


def test_crisp_may_sign_the_body_as_it_would_write_it() -> None:
    example = EXAMPLES["crisp"]
    compact = json.dumps(example.body, separators=(",", ":")).encode()
    signed = {name.lower(): text for name, text in example.sign(compact, SECRET, NOW).items()}
    verify("crisp", Delivery(json.dumps(example.body, indent=1).encode(), signed))


# What it means


@every_platform
def test_a_closed_chat_is_read(key: str) -> None:
    event, example = parse(key), EXAMPLES[key]
    assert isinstance(event, Closed)
    assert (event.chat.external_id, event.chat.closed_at) == (example.chat, example.closed_at)


WITH_ADDRESS = sorted(set(PLATFORMS) - {"livechat", "freshchat", "crisp"})


@pytest.mark.parametrize("key", WITH_ADDRESS)
def test_the_customer_and_the_agent_are_known(key: str) -> None:
    event = parse(key)
    assert isinstance(event, Closed)
    assert event.chat.customer.email == "kim@example.com"
    assert event.chat.customer.name.startswith("Kim")
    assert event.chat.primary_agent
    assert event.chat.primary_agent.name.startswith("Priya")


@every_platform
@pytest.mark.parametrize("body", [{}, [], None, "text", 5, {"event": 5, "type": [], "action": {}, "ticket": "x"}])
def test_what_says_nothing_we_know_is_ignored_with_a_reason(key: str, body: Any) -> None:
    event = PLATFORMS[key].parse(body, Delivery(b"", {}), NOW)
    assert isinstance(event, Ignored)
    assert event.why


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("chatwoot", ("id",)),
        ("zammad", ("ticket", "id")),
        ("zendesk", ("ticket_id",)),
        ("intercom", ("data", "item", "id")),
        ("rocketchat", ("_id",)),
        ("tawk", ("chat", "id")),
        ("livechat", ("payload", "chat_id")),
        ("freshchat", ("data", "resolve", "conversation", "conversation_id")),
        ("crisp", ("data", "session_id")),
        ("helpscout", ("id",)),
    ],
)
@pytest.mark.parametrize("wrong", [None, "", "x" * 201, [], True])
def test_a_closed_chat_without_an_id_is_the_senders_to_mend(key: str, path: tuple[str, ...], wrong: Any) -> None:
    with pytest.raises(Unreadable):
        parse(key, changed(key, *path, to=wrong))


@pytest.mark.parametrize(
    ("key", "path", "to"),
    [
        ("chatwoot", ("status",), "open"),
        ("zammad", ("ticket", "state"), "open"),
        ("zendesk", ("status",), "Open"),
        ("intercom", ("topic",), "conversation.admin.opened"),
        ("crisp", ("data", "state"), "unresolved"),
        ("helpscout", ("status",), "active"),
    ],
)
def test_a_chat_that_goes_on_is_told(key: str, path: tuple[str, ...], to: str) -> None:
    assert parse(key, changed(key, *path, to=to)) == Reopened(EXAMPLES[key].chat)


def test_a_reopened_freshchat_conversation_is_told() -> None:
    body = {"action": "conversation_reopen", "data": {"reopen": {"conversation": {"conversation_id": "c-1"}}}}
    assert parse("freshchat", body) == Reopened("c-1")


@pytest.mark.parametrize(
    ("key", "path", "to"),
    [
        ("chatwoot", ("status",), "pending"),
        ("chatwoot", ("event",), "message_created"),
        ("zammad", ("ticket", "state"), "pending close"),
        ("zendesk", ("status",), "Pending"),
        ("intercom", ("topic",), "ping"),
        ("rocketchat", ("type",), "LivechatEdit"),
        ("tawk", ("event",), "chat:end"),
        ("livechat", ("action",), "incoming_chat"),
        ("crisp", ("event",), "message:send"),
        ("helpscout", ("status",), "pending"),
    ],
)
def test_other_events_are_ignored(key: str, path: tuple[str, ...], to: str) -> None:
    assert isinstance(parse(key, changed(key, *path, to=to)), Ignored)


def closed(event: Event) -> Closed:
    assert isinstance(event, Closed)
    return event


@pytest.mark.parametrize("attributes", [None, [{"status": {"previous_value": "open", "current_value": "resolved"}}]])
def test_chatwoots_changed_attributes_decide_nothing(attributes: Any) -> None:
    assert closed(parse("chatwoot", changed("chatwoot", "changed_attributes", to=attributes))).chat.external_id == "245"


def test_chatwoot_without_assignee_address_or_account_is_read() -> None:
    body = changed("chatwoot", "meta", to={"sender": {"id": 7, "email": None}, "assignee": None, "team": None})
    chat = closed(parse("chatwoot", body)).chat
    assert (chat.agents, chat.team, chat.customer.email, chat.language) == ((), "", "", "de")


def test_a_ticket_closed_twice_in_zammad_is_one_closing() -> None:
    later = changed("zammad", "ticket", "updated_at", to="2026-01-01T00:01:59Z")
    assert closed(parse("zammad", later)).chat.closed_at == closed(parse("zammad")).chat.closed_at


def test_zammads_nobody_is_no_agent() -> None:
    assert (
        closed(parse("zammad", changed("zammad", "ticket", "owner", to={"id": 1, "firstname": "-"}))).chat.agents == ()
    )


def test_zendesks_subscription_has_ids_only() -> None:
    body = {
        "type": "zen:event-type:ticket.status_changed",
        "id": "e-1",
        "time": "2026-01-01T00:01:00Z",
        "detail": {"id": "4711", "requester_id": "77", "assignee_id": "3", "tags": ["vip"]},
        "event": {"current": "SOLVED", "previous": "OPEN"},
    }
    event = closed(parse("zendesk", body))
    assert (event.chat.external_id, event.chat.customer.external_id, event.key) == ("4711", "77", "e-1")
    reopened = {**body, "event": {"current": "OPEN", "previous": "SOLVED"}}
    assert parse("zendesk", reopened) == Reopened("4711")


def test_intercoms_newer_shape_is_read() -> None:
    item = {
        "id": "1373",
        "updated_at": int(EXAMPLES["intercom"].closed_at.timestamp()),
        "contacts": {"contacts": [{"id": "c9", "email": "kim@example.com"}]},
        "teammates": {"admins": [{"type": "admin", "id": "33", "name": "Priya"}]},
        "source": {"type": "conversation"},
    }
    chat = closed(parse("intercom", changed("intercom", "data", to={"item": item}))).chat
    assert (chat.customer.external_id, chat.agents[0].name, chat.channel) == ("c9", "Priya", "conversation")


@pytest.mark.parametrize("email", ["kim@example.com", [{"address": "kim@example.com"}]])
def test_rocketchats_address_is_a_text_or_a_list(email: Any) -> None:
    assert closed(parse("rocketchat", changed("rocketchat", "visitor", "email", to=email))).chat.customer.email


def test_rocketchats_transcript_is_counted_without_the_closing_message() -> None:
    chat = closed(parse("rocketchat")).chat
    assert (chat.customer_messages, chat.agent_messages, chat.customer_characters) == (2, 1, len("Where is it?Thanks."))


def test_a_livechat_without_a_user_was_closed_by_the_system() -> None:
    body = changed("livechat", "payload", to={"chat_id": "PJ0", "thread_id": "K60"})
    event = closed(parse("livechat", body))
    assert (event.chat.closed_by, event.chat.agents, event.key) == ("system", (), "PJ0/K60")


def test_a_chat_is_never_closed_in_the_future() -> None:
    body = changed("chatwoot", "updated_at", to=NOW.timestamp() + 500)
    assert closed(parse("chatwoot", body)).chat.closed_at == NOW


@pytest.mark.parametrize("address", ["kim", "a@b", "a b@c.de", "kim@example.com\nBcc: x@y.zz", 5, ["kim@example.com"]])
def test_what_is_no_address_is_none(address: Any) -> None:
    body = changed("chatwoot", "meta", "sender", "email", to=address)
    assert closed(parse("chatwoot", body)).chat.customer.email == ""
