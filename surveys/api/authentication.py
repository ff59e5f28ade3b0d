"""An API key lets its holder speak for one source: `Authorization: Bearer ac_…` or `X-Api-Key: ac_…`."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from surveys.models import ApiKey, Source
from surveys.tokens import digest

SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling: a source, not a person."""

    source: Source
    is_authenticated: bool = True


class ApiKeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        key = _key_in(request)
        if key is None:
            return None
        api_key = (
            ApiKey.objects.select_related("source__survey", "source__default_team")
            .filter(digest=digest(key), revoked_at=None, source__is_active=True, source__kind=Source.Kind.API)
            .first()
        )
        if api_key is None:
            raise AuthenticationFailed("This API key is not known, or no longer valid.")
        return Caller(api_key.source), api_key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Afterchat API"'


def calling_source(request: Request) -> Source:
    """The source whose key came with an authenticated request."""
    assert isinstance(request.auth, ApiKey)
    return request.auth.source


def _key_in(request: Request) -> str | None:
    """The key a request brings; None if it brings none."""
    scheme, _, key = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.casefold() == SCHEME:
        return key.strip()
    return request.headers.get("X-Api-Key")
