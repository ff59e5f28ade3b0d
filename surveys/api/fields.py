"""Serializer fields that take a value as what it is: no number becomes a text, no local time becomes a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework import serializers

from surveys.text import single_line

UNKNOWN_FIELD = "This field is not known here. Put what is your own into `meta`."


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses keys it does not know, so that a typing error in an integration shows at once."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = {key: [UNKNOWN_FIELD] for key in data if key not in self.fields} if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            wrong = error.detail if isinstance(error.detail, dict) else {}
            raise serializers.ValidationError({**wrong, **unknown}) from error
        if unknown:
            raise serializers.ValidationError(unknown)
        return values


class TextField(serializers.CharField):
    """A text, and only a text; kept as it is sent."""

    default_error_messages = {"not_text": "Must be a text."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("not_text")
        return super().to_internal_value(data)


class IdField(TextField):
    """An id of the source's own: one line of visible characters, compared exactly."""

    default_error_messages = {"not_printable": "Must be visible characters in one line."}

    def to_internal_value(self, data: object) -> str:
        text = super().to_internal_value(data)
        if not text.isprintable() or (text and not text.strip()):
            self.fail("not_printable")
        return text


class NameField(TextField):
    """A name, brought into one line: it may end up in a page or a mail."""

    def to_internal_value(self, data: object) -> str:
        return single_line(super().to_internal_value(data))


class AddressField(serializers.EmailField):
    """One plain e-mail address: no display name, no quoted part, no IP address in brackets."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str) or any(character in data for character in '"[<,; '):
            self.fail("invalid")
        return super().to_internal_value(data)


class CountField(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": 1_000_000, **options})

    def to_internal_value(self, data: object) -> int:
        if type(data) is not int:  # True and 5.0 are no counts
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=type(data).__name__)
        return data


class MomentField(serializers.Field[datetime, object, str, Any]):
    """A point in time with its offset from UTC, as `2026-03-02T10:00:00Z`."""

    default_error_messages = {
        "invalid": "Must be a date and time as 2026-03-02T10:00:00Z.",
        "no_offset": "Must say its offset from UTC, as 2026-03-02T10:00:00Z or …+01:00.",
    }

    def to_internal_value(self, data: object) -> datetime:
        try:
            moment = parse_datetime(data) if isinstance(data, str) else None
        except ValueError:  # 30 February
            moment = None
        if moment is None:
            self.fail("invalid")
        if moment.tzinfo is None:
            self.fail("no_offset")
        try:
            return moment.astimezone(UTC)
        except OverflowError:  # the first and the last day there is
            self.fail("invalid")

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()
