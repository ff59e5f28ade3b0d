"""Survey links and API keys: who holds the text may use it, and the database holds only its SHA-256.

A survey token is derived from the invitation's random id and the secret key instead of being drawn at random: the
same link can be written into a retried e-mail or a repeated API answer, and a copy of the database alone still opens
nothing. Links already sent survive a new secret key, because they are looked up by their stored hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings

API_KEY_PREFIX = "ac_"


def digest(token: str) -> str:
    """SHA-256 of a token or key as 64 hexadecimal digits: what the database stores."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def survey_token(invitation_id: UUID, *, stored_digest: str | None = None) -> str:
    """The token of an invitation: 43 URL-safe characters, 256 bits.

    With `stored_digest` the keys of `SECRET_KEY_FALLBACKS` are tried as well, so that a link sent before a new key came
    into force is found again. Raises LookupError if no known key gives a token of that digest.
    """
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derive(key, b"survey-link.v1:", invitation_id.bytes)
        if stored_digest is None or hmac.compare_digest(digest(token), stored_digest):
            return token
    raise LookupError("No configured secret key made this invitation's link; keep old keys in SECRET_KEY_FALLBACKS.")


def new_api_key() -> str:
    """A random API key; show it once, store `digest(key)`."""
    return API_KEY_PREFIX + secrets.token_urlsafe(32)


def person_key(identity: str) -> str:
    """A keyed hash of an e-mail address or customer id, to recognise a person again without keeping who it is."""
    return _derive(settings.SECRET_KEY, b"person.v1:", identity.strip().casefold().encode("utf-8", "replace"))


def _derive(key: str, purpose: bytes, message: bytes) -> str:
    mac = hmac.new(key.encode(), purpose + message, hashlib.sha256).digest()
    return urlsafe_b64encode(mac).rstrip(b"=").decode()
