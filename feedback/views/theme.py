from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from feedback.models import Theme
from feedback.selectors.answers import Tag, answer_rows, newest_first
from feedback.selectors.codebook import ThemeName, boundaries, split_items
from feedback.selectors.filters import AnswerFilter
from feedback.selectors.matches import IMPROVE
from feedback.selectors.periods import Weeks
from feedback.selectors.theme_page import by_agent, by_team, trend
from feedback.selectors.volume import weekly_answers
from feedback.views.page import Desk, manager_page

PER_PAGE = 20


@manager_page
def theme(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    name = desk.themes.get(key)
    if name is None:
        raise Http404
    form = desk.filter_form(request.GET)
    chosen = form.chosen()
    polarity = chosen.polarity or IMPROVE
    values = {
        "form": form,
        "name": name,
        "polarity": polarity,
        **_definition(desk, name),
        **_figures(desk, chosen.population(), name),
        **_excerpts(request, desk, chosen.population(), Tag(name, polarity)),
    }
    return render(request, "feedback/theme.html", values)


def _definition(desk: Desk, name: ThemeName) -> dict[str, Any]:
    theme = get_object_or_404(Theme, pk=name.pk)
    return {
        "theme": theme,
        "belongs": split_items(theme.include),
        "elsewhere": boundaries(theme.exclude, desk.themes),
        "practices": split_items(theme.practice),
    }


def _figures(desk: Desk, chosen: AnswerFilter, name: ThemeName) -> dict[str, Any]:
    weeks = Weeks.around(chosen.period, today=desk.today)
    volume = weekly_answers(chosen, weeks)
    teams = by_team(chosen, theme=name.pk)
    return {
        "trend": trend(chosen, theme=name.pk, weeks=weeks, volume=volume),
        "teams": teams,
        # Every answer belongs to one team.
        "improve_count": sum(team.improve.count for team in teams),
        "praise_count": sum(team.praise.count for team in teams),
        "agents": by_agent(chosen, theme=name.pk),
    }


def _excerpts(request: HttpRequest, desk: Desk, chosen: AnswerFilter, tag: Tag) -> dict[str, Any]:
    """The answers that speak of the theme, one page of them."""
    found = newest_first(replace(chosen, theme=tag.theme.pk, polarity=tag.polarity).answers())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": answer_rows(list(page.object_list), themes=desk.themes_by_id, marked=tag)}
