"""What a filter can be set to, for somebody who sees some teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, F, Func, OuterRef, QuerySet, TextField, Value

from surveys.models import Agent, Conversation, Participation, Response, Survey

MOST_TAGS = 200
# Finding what chats have means reading them all; a new channel can wait a minute before one can choose it.
KEEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Places:
    """Channels and languages by name, the tags that are used most."""

    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """Ids and names of agents and surveys, and what the chats have."""

    agents: tuple[tuple[int, str], ...] = ()
    surveys: tuple[tuple[int, str], ...] = ()
    places: Places = Places()


def choices(teams: Sequence[int]) -> Choices:
    """Everything that chats of `teams` have."""
    parts = Participation.objects.filter(agent=OuterRef("pk"), conversation__team__in=teams)
    answered = Response.objects.filter(survey=OuterRef("pk"), team__in=teams)
    found = _found(
        _labelled("agents", Agent.objects.filter(Exists(parts))),
        _labelled("surveys", Survey.objects.filter(Exists(answered))),
    )
    return Choices(_by_label(found["agents"]), _by_label(found["surveys"]), _places(teams))


def _places(teams: Sequence[int]) -> Places:
    """From the cache of this process, or read anew."""
    key = f"places-{'-'.join(map(str, sorted(teams)))}"
    places: Places | None = cache.get(key)
    if places is None:
        places = _read_places(teams)
        cache.set(key, places, KEEP_SECONDS)
    return places


def _read_places(teams: Sequence[int]) -> Places:
    chats = Conversation.objects.filter(team__in=teams).order_by()
    tag = Func("tags", function="jsonb_array_elements_text", output_field=TextField())
    found = _found(
        _counted("channels", chats, F("channel")),
        _counted("languages", chats, F("language")),
        _counted("tags", chats, tag),
    )
    by_use = sorted(found["tags"], key=lambda tag: (-tag[0], tag[1]))
    return Places(
        channels=tuple(label for _, label in _by_label(found["channels"])),
        languages=tuple(label for _, label in _by_label(found["languages"])),
        tags=tuple(label for _, label in by_use[:MOST_TAGS]),
    )


def _found(first: QuerySet[Any, Any], *others: QuerySet[Any, Any]) -> defaultdict[str, list[tuple[int, str]]]:
    """Numbers and labels by kind, in one read; what has no label is left out."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for kind, number, label in first.union(*others, all=True):
        if label:
            found[kind].append((number, label))
    return found


def _labelled(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = rows.annotate(kind=Value(kind), number=F("pk"), label=F("name"))
    return named.values_list("kind", "number", "label")


def _counted(kind: str, rows: QuerySet[Any], label: F | Func[Any]) -> QuerySet[Any, Any]:
    """The number is how many chats have the label."""
    labelled: QuerySet[Any, Any] = rows.annotate(label=label).values("label")
    counted: QuerySet[Any, Any] = labelled.annotate(kind=Value(kind), number=Count("pk"))
    return counted.values_list("kind", "number", "label")


def _by_label(entries: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(entries, key=lambda entry: (entry[1].casefold(), entry[0])))
