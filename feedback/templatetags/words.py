"""The customers' words in HTML: clauses marked, personal data hidden. Nothing else may turn an answer into markup."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from feedback.selectors.segments import Segment

register = template.Library()

HIDDEN_WORDS = {
    "email": "e-mail hidden",
    "phone": "phone number hidden",
    "card": "card number hidden",
    "iban": "account number hidden",
    "ip": "IP address hidden",
    "url": "web address hidden",
}
# Shape as well as colour: a triangle (delta, to change) and a plus (to keep), as in plus/delta feedback.
ICONS = {
    "improve": '<path d="M6 1.5 11 10.5H1Z"/>',
    "praise": '<path d="M6 1v10M1 6h10"/>',
    "pos": '<circle cx="6" cy="6" r="5"/><path d="M3.4 6.8a2.9 2.9 0 0 0 5.2 0"/>',
    "neu": '<circle cx="6" cy="6" r="5"/><path d="M3.6 7.2h4.8"/>',
    "neg": '<circle cx="6" cy="6" r="5"/><path d="M3.4 8.6a2.9 2.9 0 0 1 5.2 0"/>',
    "mixed": '<circle cx="6" cy="6" r="5"/><path d="M3.2 7.4q1.4-2 2.8 0t2.8 0"/>',
    "serious": '<path d="M6 1v6.5M6 10.6v.2"/>',
    "search": '<circle cx="5" cy="5" r="3.8"/><path d="m8 8 3 3"/>',
    "up": '<path d="M6 11V1.5M2 5.5l4-4 4 4"/>',
    "down": '<path d="M6 1v9.5M2 6.5l4 4 4-4"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small picture beside a word that says the same."""
    return format_html(
        '<svg class="icon icon--{}" viewBox="0 0 12 12" aria-hidden="true">{}</svg>', name, mark_safe(ICONS[name])
    )


@register.simple_tag
def words(segments: Iterable[Segment]) -> SafeString:
    return format_html_join("", "{}", ((_segment(segment),) for segment in segments))


def _segment(segment: Segment) -> SafeString:
    text = _hidden(segment.hidden) if segment.hidden else conditional_escape(segment.text)
    if not segment.polarities:
        return text
    classes = " ".join(f"mark--{polarity}" for polarity in segment.polarities)
    numbers = format_html_join("", '<sup class="mark-number">{}</sup>', ((number,) for number in segment.numbers))
    return format_html('<mark class="mark {}">{}{}</mark>', classes, text, numbers)


def _hidden(kind: str) -> SafeString:
    return format_html('<bdi class="hidden-data">{}</bdi>', HIDDEN_WORDS.get(kind, "personal data hidden"))
