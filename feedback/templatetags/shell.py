"""What the shell around every page of the manager needs, whichever app the page belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse

from feedback.forms.filter import FilterForm
from feedback.forms.queries import kept
from feedback.models import SavedView
from surveys.access import may_import

register = template.Library()

# Name of the page, words of the link, and the pages that lie below it.
LINKS = (
    ("overview", "Overview", ("overview", "theme")),
    ("changes", "What changed", ("changes",)),
    ("answers", "Answers", ("answers", "answer")),
    ("review", "Review", ("review", "quality")),
    ("codebook", "Codebook", ("codebook", "codebook-theme", "codebook-edit")),
    ("coverage", "Coverage", ("coverage", "chats", "survey-rules")),
)
FILTERED = ("overview", "theme", "changes", "answers", "coverage", "chats")
OF_CHATS = ("coverage", "chats")
OF_CHATS_TOO = {"period", "since", "until", "team"}  # what narrows answers and closed chats alike
SUBJECT = {"theme", "polarity"}  # on a theme's own page they are the page's, not the filter's
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
    links = tuple(ShellLink(label, _with_filter(request, name, page), page in pages) for name, label, pages in LINKS)
    name, label, pages = IMPORT_LINK
    return (*links, ShellLink(label, reverse(name), page in pages)) if may_import(request.user) else links


def _with_filter(request: HttpRequest, name: str, page: str) -> str:
    """The address of a page with the filter of this one, which stays on while one looks around."""
    fields = set(FilterForm.base_fields) if page in FILTERED else set()
    if name == "coverage" or page in OF_CHATS:
        fields &= OF_CHATS_TOO
    query = kept(request.GET, sorted(fields - SUBJECT if page == "theme" else fields))
    return reverse(name) + (f"?{query}" if query else "")


@register.simple_tag(takes_context=True)
def saved_views(context: Mapping[str, Any]) -> QuerySet[SavedView]:
    """The views that the user of the request has saved, by name."""
    return SavedView.objects.filter(owner=context["request"].user).order_by(Lower("name"))


@register.simple_tag(takes_context=True)
def import_url(context: Mapping[str, Any]) -> str:
    """Where the user of the request can import a file, empty if they may not."""
    return reverse("imports") if may_import(context["request"].user) else ""
