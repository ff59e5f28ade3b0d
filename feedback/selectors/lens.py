"""The same themes through a second lens: Goleman's five components, and the signs of emotional intelligence. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback.selectors.codebook import ThemeName
from feedback.selectors.matches import IMPROVE, PRAISE
from feedback.selectors.mentions import Mentions
from feedback.selectors.periods import BEFORE
from feedback.selectors.proportions import Change, Share, compare
from feedback.selectors.volume import Volume

# Goleman's five components, and what a customer notices of them.
COMPONENTS = {
    "self-awareness": "Self-awareness",
    "self-regulation": "Self-regulation",
    "motivation": "Motivation",
    "empathy": "Empathy",
    "social skills": "Social skills",
}
SIGNS = {
    "patient and calm": "Patient and calm",
    "genuine": "Genuine",
    "good listeners": "A good listener",
    "proactive": "Proactive",
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A component or a sign, as `kind` says, that some themes show."""

    kind: str
    name: str
    label: str
    themes: tuple[ThemeName, ...]

    @property
    def key(self) -> str:
        """How addresses name it: unlike any theme."""
        return f"{self.kind}:{self.name.replace(' ', '-')}"

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(theme.pk for theme in self.themes)


@dataclass(frozen=True, slots=True)
class FacetRow:
    """An answer counts once for a facet, however many of its themes it speaks of. `change` is that of `improve`."""

    facet: Facet
    improve: Share
    praise: Share
    change: Change | None


@dataclass(frozen=True, slots=True)
class Lens:
    components: tuple[FacetRow, ...]
    signs: tuple[FacetRow, ...]


def components(themes: Iterable[ThemeName]) -> tuple[Facet, ...]:
    held = list(themes)
    return _facets(
        "component", COMPONENTS, {name: [theme for theme in held if name in theme.components] for name in COMPONENTS}
    )


def signs(themes: Iterable[ThemeName]) -> tuple[Facet, ...]:
    held = list(themes)
    return _facets("sign", SIGNS, {name: [theme for theme in held if name in theme.signs] for name in SIGNS})


def lens(mentions: Mentions, volume: Volume, *, themes: Iterable[ThemeName]) -> Lens:
    """Both groups in their own order; `mentions` and `volume` are of the same answers."""
    held = list(themes)

    def row(facet: Facet) -> FacetRow:
        improve = Share(mentions.of_any(facet.ids, IMPROVE), volume.now.analysed)
        praise = Share(mentions.of_any(facet.ids, PRAISE), volume.now.analysed)
        before = Share(mentions.of_any(facet.ids, IMPROVE, BEFORE), volume.before.analysed)
        return FacetRow(facet, improve, praise, compare(improve, before))

    return Lens(tuple(map(row, components(held))), tuple(map(row, signs(held))))


def _facets(kind: str, labels: Mapping[str, str], themes: Mapping[str, Sequence[ThemeName]]) -> tuple[Facet, ...]:
    return tuple(Facet(kind, name, label, tuple(themes[name])) for name, label in labels.items() if themes[name])
