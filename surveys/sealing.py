"""Secrets that we must be able to read again, sealed under the secret key: a copy of the database opens nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"source-secrets.v1"


def seal(secrets: Sequence[str]) -> str:
    """The secrets as a text for the database."""
    return _box().encrypt(json.dumps(list(secrets)).encode()).decode()


def unseal(sealed: str) -> tuple[str, ...]:
    """What `seal` was given; nothing for an empty text. Raises LookupError if no known key opens it."""
    if not sealed:
        return ()
    try:
        return tuple(json.loads(_box().decrypt(sealed.encode())))
    except InvalidToken as error:
        raise LookupError("No configured secret key opens this; keep old keys in SECRET_KEY_FALLBACKS.") from error


def _box() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
