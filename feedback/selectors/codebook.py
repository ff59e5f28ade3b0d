"""The themes as pages name them, and what belongs to a theme and what does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from feedback.models import Theme
from feedback.themes.codebook import load_codebook
from feedback.themes.types import OTHER_LANGUAGE


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """What a theme's own page says about it, as the codebook writes it: lists have semicolons."""

    definition: str = ""
    include: str = ""
    exclude: str = ""
    practice: str = ""
    praise_example: str = ""


@dataclass(frozen=True, slots=True)
class ThemeName:
    """A theme and the group that holds it; `components` and `signs` are those of emotional intelligence it shows."""

    pk: int
    key: str
    label: str
    group: str = ""
    components: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    is_pinned: bool = False
    words: ThemeWords = ThemeWords()


@dataclass(frozen=True, slots=True)
class Boundary:
    """Something that does not belong to a theme, and the themes it belongs to instead (or other words on where)."""

    what: str
    themes: tuple[ThemeName, ...]
    elsewhere: str


def theme_names() -> dict[str, ThemeName]:
    """The active themes by key, in the order of the codebook. A group is not a theme as long as it holds themes."""
    rows = Theme.objects.filter(is_active=True).exclude(children__isnull=False).select_related("parent")
    return {row.key: _name(row) for row in rows.order_by("parent__position", "position", "label")}


def _name(row: Theme) -> ThemeName:
    group = row.parent.label if row.parent else ""
    words = ThemeWords(row.definition, row.include, row.exclude, row.practice, row.praise_example)
    signs = _signs().get(row.key, ())
    return ThemeName(row.pk, row.key, row.label, group, tuple(row.goleman), signs, row.is_pinned, words)


@cache
def _signs() -> dict[str, tuple[str, ...]]:
    return {theme.id: theme.seed_sign for theme in load_codebook().themes}


@cache
def route_labels() -> dict[str, str]:
    return {route.id: route.label for route in load_codebook().routes} | {OTHER_LANGUAGE: "Another language, not coded"}


def split_items(text: str) -> tuple[str, ...]:
    """The items of a list written with semicolons."""
    return tuple(item for item in (part.strip() for part in text.split(";")) if item)


def boundaries(exclude: str, themes: Mapping[str, ThemeName]) -> tuple[Boundary, ...]:
    """ "rudeness -> respect; …" as items, the keys of themes behind the arrow found in `themes`."""
    return tuple(_boundaries(exclude, themes))


def _boundaries(exclude: str, themes: Mapping[str, ThemeName]) -> Iterator[Boundary]:
    for item in split_items(exclude):
        what, _, elsewhere = (part.strip() for part in item.partition("->"))
        targets = tuple(themes[word] for word in re.findall(r"[\w-]+", elsewhere) if word in themes)
        yield Boundary(what, targets, "" if targets else elsewhere)
