"""Filters that somebody keeps under a name."""

from __future__ import annotations

from django.contrib.auth.models import User

from feedback.models import SavedView


def save_view(*, owner: User, name: str, query: str) -> SavedView:
    """Keep `query` under `name`; what the owner kept under this name before is replaced."""
    view, _ = SavedView.objects.update_or_create(owner=owner, name=name, defaults={"query": query})
    return view


def delete_view(*, owner: User, pk: int) -> bool:
    """Whether there was such a view of `owner`."""
    deleted, _ = SavedView.objects.filter(owner=owner, pk=pk).delete()
    return bool(deleted)
