"""Locks on names instead of rows, for what may not exist yet. They go with the transaction."""

from __future__ import annotations

import hashlib

from django.db import connection


def hold(*names: str) -> None:
    """Wait until this transaction alone holds every one of `names`, taken in the order given.

    Callers that take several give them in one common order of kinds; so nobody waits in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) AS n", [[*map(_number, names)]])


def _number(name: str) -> int:
    """The name as PostgreSQL numbers locks: 64 bits, so that two names hardly ever meet."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], byteorder="big", signed=True)
