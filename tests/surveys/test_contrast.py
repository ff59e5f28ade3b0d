"""The colours of the customer's pages against WCAG 2.2: 4.5 for text, 3 for the edges of what can be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "static/afterchat/survey.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
TEXT, EDGE = 4.5, 3.0
PAIRS = [
    *(
        (colour, ground, TEXT)
        for colour in ("ink", "soft", "accent", "accent-deep", "wrong")
        for ground in ("paper", "sheet", "glow")
    ),
    ("ink", "field", TEXT),
    ("ink", "wrong-paper", TEXT),
    ("wrong", "wrong-paper", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-deep", TEXT),
    ("accent", "tint", TEXT),
    *(("edge", ground, EDGE) for ground in ("paper", "sheet", "field")),
    *(("accent", ground, EDGE) for ground in ("field", "paper")),
]


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_is_right() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_every_colour_has_its_dark_twin() -> None:
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize(("colour", "ground", "least"), PAIRS)
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_read_or_used_stands_out(scheme: dict[str, str], colour: str, ground: str, least: float) -> None:
    assert contrast(scheme[colour], scheme[ground]) >= least
