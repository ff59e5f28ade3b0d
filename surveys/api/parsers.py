"""The one parser of the API: strict JSON, within a size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from surveys.api.errors import PayloadTooLarge, UnreadableBody
from surveys.inbound.strict_json import InvalidJSON, loads

MAX_BODY_BYTES = 256 * 1024


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {})["request"]
        if encoding := request.headers.get("Content-Encoding"):
            raise UnsupportedMediaType(encoding, "Send the body as it is, without a Content-Encoding.")
        raw = stream.read(MAX_BODY_BYTES + 1)  # whatever length the request claims
        if len(raw) > MAX_BODY_BYTES:
            raise PayloadTooLarge(MAX_BODY_BYTES)
        try:
            return loads(raw)
        except InvalidJSON as error:
            raise UnreadableBody(error) from error
