from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.selectors.answers import Tag, answer_rows, load, newest_first
from feedback.selectors.codebook import ThemeName, ThemeWords, boundaries, split_items
from feedback.selectors.filters import AnswerFilter, Said
from feedback.selectors.matches import IMPROVE
from feedback.selectors.periods import Weeks
from feedback.selectors.theme_page import by_agent, spread
from feedback.views.page import Desk, manager_page

PER_PAGE = 20


@manager_page
def theme(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    name = desk.themes.get(key)
    if name is None:
        raise Http404
    form = desk.filter_form(request.GET)
    # The page has a subject of its own: what the address says of one only picks the tab.
    chosen = form.chosen().about(None)
    polarity = form.cleaned_data.get("polarity") or IMPROVE
    figures = _figures(desk, chosen, name)
    values = {
        "form": form,
        "name": name,
        "polarity": polarity,
        "kept": [("polarity", polarity)],  # the tab stays when the filter changes
        "changeable": desk.changeable,
        **_definition(desk, name.words),
        **figures,
        **_excerpts(request, desk, chosen, Tag(name, polarity), count=figures[f"{polarity}_count"]),
    }
    return render(request, "feedback/theme.html", values)


def _definition(desk: Desk, words: ThemeWords) -> dict[str, Any]:
    return {
        "words": words,
        "belongs": split_items(words.include),
        "elsewhere": boundaries(words.exclude, desk.themes),
        "practices": split_items(words.practice),
    }


def _figures(desk: Desk, chosen: AnswerFilter, name: ThemeName) -> dict[str, Any]:
    weeks = Weeks.around(chosen.period, today=desk.today)
    found = spread(chosen, theme=name.pk, weeks=weeks, teams={team.pk: team.name for team in desk.teams})
    return {
        "trend": found.weeks,
        "teams": found.teams,
        # Every answer belongs to one team.
        "improve_count": sum(team.improve.count for team in found.teams),
        "praise_count": sum(team.praise.count for team in found.teams),
        "agents": by_agent(chosen, theme=name.pk),
    }


def _excerpts(request: HttpRequest, desk: Desk, chosen: AnswerFilter, tag: Tag, *, count: int) -> dict[str, Any]:
    """The answers that speak of the theme, `count` of them, one page at a time."""
    found = newest_first(chosen.about(Said((tag.theme.pk,), tag.polarity)).answers())
    paginator = Paginator(found.values_list("pk", flat=True), PER_PAGE)
    paginator.count = count  # counted with the teams already
    page = paginator.get_page(request.GET.get("page"))
    return {"page": page, "rows": answer_rows(load(page.object_list), themes=desk.themes_by_id, marked=tag)}
