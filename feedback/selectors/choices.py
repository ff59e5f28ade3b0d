"""What a filter can be set to."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from surveys.models import Agent, Participation


def agents_seen(teams: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Ids and names of the agents who took part in a chat of one of `teams`, by name."""
    parts = Participation.objects.filter(agent=OuterRef("pk"), conversation__team__in=teams)
    return tuple(Agent.objects.filter(Exists(parts)).order_by("name", "pk").values_list("pk", "name"))
