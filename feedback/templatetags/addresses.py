"""Links that keep the filter in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def without(context: Mapping[str, Any], name: str) -> str:
    """The address of this page without one of the filter's values, back on its first page of results."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    query.pop("page", None)
    return f"?{query.urlencode()}"
