"""What every page of the dashboard begins with: a signed-in user, their teams, and the filter in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from feedback.forms.filter import FilterForm
from feedback.selectors.choices import choices
from feedback.selectors.codebook import ThemeName, theme_names
from feedback.selectors.filters import AnswerFilter
from surveys.access import teams_and_rights
from surveys.models import Team

P = ParamSpec("P")
ManagerView = Callable[Concatenate[HttpRequest, "Desk", P], HttpResponseBase]
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Desk:
    """What is in front of a manager: who they are, the teams they may see, the themes by key, and today."""

    user: User
    teams: tuple[Team, ...]
    changeable: frozenset[int]  # ids of the teams about whose answers they may decide something
    themes: dict[str, ThemeName]
    today: date

    @property
    def team_ids(self) -> tuple[int, ...]:
        return tuple(team.pk for team in self.teams)

    @property
    def themes_by_id(self) -> dict[int, ThemeName]:
        return {theme.pk: theme for theme in self.themes.values()}

    def number_of_answers(self) -> int:
        """How many answers there are at all, for a page that found none."""
        return AnswerFilter(teams=self.team_ids).answers().count()

    def filter_form(self, data: QueryDict) -> FilterForm:
        return FilterForm(data, teams=self.teams, choices=choices(self.team_ids), themes=self.themes, today=self.today)


def manager_page(view: ManagerView[P]) -> Page[P]:
    """A page for reading: GET only, for somebody who is signed in and has a team; others are told what to do."""
    return require_safe(_guarded(view))


def manager_action(view: ManagerView[P]) -> Page[P]:
    """Something done by the same people: POST only. Whether they may is for `view` to ask."""
    return require_POST(_guarded(view))


def _guarded(view: ManagerView[P]) -> Page[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        assert isinstance(request.user, User)  # login_required below
        found = teams_and_rights(request.user)
        teams = tuple(team for team, _ in found)
        changeable = frozenset(team.pk for team, may_change in found if may_change)
        if not teams and not _sees_everything(request.user):
            return render(request, "feedback/no_team.html")
        return view(
            request, Desk(request.user, teams, changeable, theme_names(), timezone.localdate()), *args, **kwargs
        )

    return never_cache(login_required(guarded))


def _sees_everything(user: User) -> bool:
    return user.is_superuser or user.memberships.filter(team=None).exists()
