"""The colours of the dashboard, light and dark, against WCAG 2.2 AA: 4.5 for text, 3 for lines and shapes."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "afterchat" / "tokens.css").read_text()
LIGHT, DARK = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
GROUNDS = ("paper", "surface", "sunken")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "accent", "improve", "praise") for ground in GROUNDS),
    *(("ink", ground) for ground in ("improve-tint", "praise-tint")),
    *(("ink-faint", ground) for ground in ("improve-tint", "praise-tint")),
    ("on-accent", "accent"),
    ("paper", "ink"),
    ("paper", "ink-soft"),
]
SHAPES = [
    (shape, ground)
    for shape in ("line-strong", "improve-bar", "praise-bar", "negative-bar", "mixed-bar")
    for ground in ("paper", "surface")
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(scheme: str, first: str, second: str) -> float:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", scheme))
    dark, light = sorted((luminance(colours[first]), luminance(colours[second])))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    assert contrast(scheme, ink, ground) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_told_from_the_ground(scheme: str, shape: str, ground: str) -> None:
    assert contrast(scheme, shape, ground) >= 3
