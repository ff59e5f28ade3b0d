"""Parts of an address."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict


def kept(query: QueryDict, names: Iterable[str]) -> str:
    """The query with only those of `names` that say something."""
    found = QueryDict(mutable=True)
    for name in names:
        values = [value for value in query.getlist(name) if value]
        if values:
            found.setlist(name, values)
    return found.urlencode()
