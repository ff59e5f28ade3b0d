"""What the shell around every page of the manager needs, whichever app the page belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from surveys.access import may_import

register = template.Library()

# Name of the page, words of the link, and the pages that lie below it.
LINKS = (("overview", "Overview", ("overview", "theme")), ("answers", "Answers", ("answers", "answer")))
IMPORT_LINK = ("imports", "Import", ("imports", "import"))


@dataclass(frozen=True, slots=True)
class ShellLink:
    label: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def shell_links(context: Mapping[str, Any]) -> tuple[ShellLink, ...]:
    """The main navigation, for the user of the request."""
    request = context["request"]
    page = request.resolver_match.url_name if request.resolver_match else ""
    links = (*LINKS, IMPORT_LINK) if may_import(request.user) else LINKS
    return tuple(ShellLink(label, reverse(name), page in pages) for name, label, pages in links)


@register.simple_tag(takes_context=True)
def import_url(context: Mapping[str, Any]) -> str:
    """Where the user of the request can import a file, empty if they may not."""
    return reverse("imports") if may_import(context["request"].user) else ""
