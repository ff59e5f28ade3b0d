"""Links that keep the filter in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict

from feedback.forms.compare import PERIOD, CompareForm

register = template.Library()


@register.simple_tag(takes_context=True)
def without(context: Mapping[str, Any], name: str, value: str = "") -> str:
    """The address of this page without a field of the filter, or one `value` of it, on its first page of results."""
    query = _query(context)
    left = [there for there in query.pop(name, []) if value and there != value]
    query.setlist(name, left)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def saying(context: Mapping[str, Any], theme: str, polarity: str = "") -> str:
    """The query of the answers that speak of `theme`, of those that this page counts.

    What the page's answers speak of already moves to `also`, so that the list is as long as the number it is behind.
    """
    query = _about(context, theme, polarity)
    query["theme"] = theme
    if polarity:
        query["polarity"] = polarity
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def about_theme(context: Mapping[str, Any], theme: str) -> str:
    """The query with which a page of `theme` itself counts the same answers."""
    query = _about(context, theme)
    return f"?{query.urlencode()}" if query else ""


@register.simple_tag(takes_context=True)
def saying_in(context: Mapping[str, Any], group: Mapping[str, str], theme: str, polarity: str) -> str:
    """The same for the answers of one group of a comparison: `group` replaces what the filter says."""
    query = _about(context, theme, polarity)
    for name, value in {**dict.fromkeys(CompareForm.base_fields, ""), **group, "theme": theme}.items():
        query.pop(name, None)
        if value:
            query[name] = value
    query["polarity"] = polarity
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def comparing(context: Mapping[str, Any], kind: str) -> str:
    """The address of this page with another kind of groups, and without what would leave one of them only."""
    query = _query(context)
    for name in (*CompareForm.base_fields, kind if kind != PERIOD else ""):
        if name != "side":
            query.pop(name, None)
    query["by"] = kind
    return f"?{query.urlencode()}"


def _about(context: Mapping[str, Any], theme: str, polarity: str = "") -> QueryDict:
    """The query without its own subject: kept in `also` unless `theme` and `polarity` say the same or more."""
    query = _query(context)
    subject = (query.get("theme", ""), query.get("polarity", ""))
    query.pop("theme", None)
    query.pop("polarity", None)
    if context.get("name"):  # a theme's own page has its subject in the path
        return query
    moved = f"{subject[0]}.{subject[1]}".rstrip(".")
    is_implied = subject[0] in ("", theme) and subject[1] in ("", polarity)
    if not is_implied and moved not in query.getlist("also"):
        query.appendlist("also", moved)
    return query


def _query(context: Mapping[str, Any]) -> QueryDict:
    query: QueryDict = context["request"].GET.copy()
    query.pop("page", None)
    return query
