"""`POST /api/v1/conversations/closed`: a chat tool says that a chat has ended."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys.api.authentication import calling_source
from surveys.api.closed_chat import ClosedChatSerializer, chat_from
from surveys.api.errors import InvalidHeader, KeyReused
from surveys.services.intake import IdempotencyKeyReused, receive_closed_chat

MAX_KEY_LENGTH = 255


class ConversationClosedView(APIView):
    def post(self, request: Request) -> Response:
        body = ClosedChatSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            reply = receive_closed_chat(
                source=calling_source(request),
                chat=chat_from(body.validated_data),
                idempotency_key=_idempotency_key(request),
                raw=dict(request.data),
                now=timezone.now(),
            )
        except IdempotencyKeyReused as error:
            raise KeyReused from error
        return Response(asdict(reply))


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= MAX_KEY_LENGTH and key.isascii() and key.isprintable()):
        raise InvalidHeader(f"Idempotency-Key must have 1 to {MAX_KEY_LENGTH} printable ASCII characters.")
    return key
