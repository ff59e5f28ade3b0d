"""The body of "a chat has ended", checked field by field, and what it says in our terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from surveys.api.fields import (
    AddressField,
    CountField,
    FlagField,
    IdField,
    MomentField,
    NameField,
    StrictSerializer,
    TextField,
)
from surveys.inbound.chat import AgentPart, ChatEnded, Customer
from surveys.models import Conversation

CLOCK_DRIFT = timedelta(minutes=5)
MAX_AGENTS = 50
MAX_TAGS = 50
MAX_TURNS = 2_000
MAX_META_KEYS = 50
MAX_META_KEY_LENGTH = 64
MAX_META_VALUE_LENGTH = 1_000
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True}
OPTIONAL_TEXT: dict[str, Any] = {**OPTIONAL, "allow_blank": True}
LARGEST_INTEGER = 2_147_483_647


class CustomerSerializer(StrictSerializer):
    external_id = IdField(max_length=200, **OPTIONAL_TEXT)
    email = AddressField(max_length=254, **OPTIONAL_TEXT)
    phone = IdField(max_length=40, **OPTIONAL_TEXT)
    name = NameField(max_length=200, **OPTIONAL_TEXT)


class AgentSerializer(StrictSerializer):
    external_id = IdField(max_length=200)
    name = NameField(max_length=200, **OPTIONAL_TEXT)
    messages = CountField(**OPTIONAL)
    primary = FlagField(**OPTIONAL)


class StatsSerializer(StrictSerializer):
    customer_messages = CountField(**OPTIONAL)
    agent_messages = CountField(**OPTIONAL)
    duration_s = CountField(max_value=LARGEST_INTEGER, **OPTIONAL)


class TurnSerializer(StrictSerializer):
    at = MomentField(**OPTIONAL)
    by = serializers.ChoiceField(choices=["agent", "customer", "bot"])
    agent = IdField(max_length=200, **OPTIONAL_TEXT)
    text = TextField(allow_blank=True)


class ClosedChatSerializer(StrictSerializer):
    external_id = IdField(max_length=200)
    closed_at = MomentField()
    closed_by = serializers.ChoiceField(choices=Conversation.ClosedBy.values, **OPTIONAL)
    channel = IdField(max_length=40, **OPTIONAL_TEXT)
    language = IdField(max_length=20, **OPTIONAL_TEXT)
    customer = CustomerSerializer(**OPTIONAL)
    agents = serializers.ListField(child=AgentSerializer(), max_length=MAX_AGENTS, **OPTIONAL)
    team = NameField(max_length=120, **OPTIONAL_TEXT)
    tags = serializers.ListField(child=NameField(max_length=100), max_length=MAX_TAGS, **OPTIONAL)
    stats = StatsSerializer(**OPTIONAL)
    transcript = serializers.ListField(child=TurnSerializer(), max_length=MAX_TURNS, **OPTIONAL)
    meta = serializers.DictField(**OPTIONAL)

    def validate_closed_at(self, closed_at: datetime) -> datetime:
        if closed_at > timezone.now() + CLOCK_DRIFT:
            raise serializers.ValidationError("Lies in the future.")
        return closed_at

    def validate_agents(self, agents: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        agents = agents or []
        if len({agent["external_id"] for agent in agents}) < len(agents):
            raise serializers.ValidationError("Names one agent twice.")
        if sum(bool(agent.get("primary")) for agent in agents) > 1:
            raise serializers.ValidationError("Has more than one primary agent.")
        return agents

    def validate_meta(self, meta: dict[str, object] | None) -> dict[str, object]:
        meta = meta or {}
        if len(meta) > MAX_META_KEYS:
            raise serializers.ValidationError(f"Has more than {MAX_META_KEYS} keys.")
        if any(len(key) > MAX_META_KEY_LENGTH for key in meta):
            raise serializers.ValidationError(f"Has a key longer than {MAX_META_KEY_LENGTH} characters.")
        if any(len(str(value)) > MAX_META_VALUE_LENGTH for value in meta.values()):
            raise serializers.ValidationError(f"Has a value longer than {MAX_META_VALUE_LENGTH} characters.")
        return meta


def chat_from(data: Mapping[str, Any]) -> ChatEnded:
    """The chat in `data`, the checked content of a ClosedChatSerializer; null and absent mean the same."""
    stats = data.get("stats") or {}
    turns = data.get("transcript")
    return ChatEnded(
        external_id=data["external_id"],
        closed_at=data["closed_at"],
        closed_by=data.get("closed_by"),
        channel=data.get("channel") or "",
        language=data.get("language") or "",
        team=data.get("team") or "",
        customer=Customer(**_without_nulls(data.get("customer") or {})),
        agents=tuple(AgentPart(**_without_nulls(agent)) for agent in data.get("agents") or ()),
        tags=tuple(data.get("tags") or ()),
        customer_messages=_first_known(stats.get("customer_messages"), _count(turns, "customer")),
        agent_messages=_first_known(stats.get("agent_messages"), _count(turns, "agent")),
        customer_characters=_characters(turns),
        last_reply_at=_last_reply_at(turns),
        duration_s=stats.get("duration_s"),
    )


def _without_nulls(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _first_known(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def _count(turns: Iterable[Mapping[str, Any]] | None, by: str) -> int | None:
    return None if turns is None else sum(turn["by"] == by for turn in turns)


def _last_reply_at(turns: Iterable[Mapping[str, Any]] | None) -> datetime | None:
    return max((turn["at"] for turn in turns or () if turn["by"] == "agent" and turn.get("at")), default=None)


def _characters(turns: Iterable[Mapping[str, Any]] | None) -> int | None:
    return None if turns is None else sum(len(turn["text"]) for turn in turns if turn["by"] == "customer")
