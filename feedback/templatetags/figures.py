"""Numbers and words as the dashboard writes them."""

from __future__ import annotations

from django import template

from feedback.selectors.codebook import route_labels
from feedback.selectors.proportions import Change, Share

register = template.Library()

SENTIMENT_WORDS = {"pos": "Positive", "neu": "Neutral", "mixed": "Mixed", "neg": "Negative"}
# What the engine's confidence is worth in words; the least it may be for each.
CONFIDENCE_WORDS = ((0.85, "sure"), (0.65, "fairly sure"), (0.0, "unsure"))


@register.filter
def number(value: int) -> str:
    """12345 as "12,345"."""
    return f"{value:,}"


@register.filter
def percent(value: float) -> str:
    """A share as whole percent; what is there is never 0 %, what is missing never 100 %."""
    if 0 < value <= 0.005:
        return "<1%"
    if 0.995 <= value < 1:
        return ">99%"
    return f"{value:.0%}"


@register.filter
def interval(share: Share) -> str:
    return f"{share.low:.0%}–{share.high:.0%}"


@register.filter
def share_words(share: Share) -> str:
    return percent(share.value)


@register.filter
def points(change: Change) -> str:
    """The size of a change in percentage points, without a sign."""
    size = abs(change.points)
    if 0 < size < 0.95:
        return "less than 1 point"
    return f"{size:.0f} point{'' if round(size) == 1 else 's'}"


@register.filter
def signed(value: float) -> str:
    """A difference with one decimal and its sign, "0.0" for what rounds to nothing."""
    text = f"{value:+.1f}".replace("-", "−")
    return "0.0" if text in ("+0.0", "−0.0") else text


@register.filter
def minus(value: float, other: float) -> float:
    return value - other


@register.filter
def sentiment_word(sentiment: str) -> str:
    return SENTIMENT_WORDS[sentiment]


@register.filter
def confidence_word(confidence: float) -> str:
    return next(word for least, word in CONFIDENCE_WORDS if confidence >= least)


@register.filter
def route_label(route: str) -> str:
    """The name of a route of the codebook; one that is no longer in it goes by its id."""
    return route_labels().get(route, route)
