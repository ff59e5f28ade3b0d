"""What a signed-in user may see. Every page asks here; what is not yours does not exist (404)."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from surveys.models import Membership, Team

MAY_CHANGE = (Membership.Role.OWNER, Membership.Role.MANAGER)


def visible_teams(user: User) -> QuerySet[Team]:
    """The teams whose feedback `user` may read: all of them for a superuser or a membership without a team."""
    return Team.objects.all() if user.is_superuser else Team.objects.filter(Exists(_held(user, Membership.Role.values)))


def teams_and_rights(user: User) -> list[tuple[Team, bool]]:
    """The teams whose feedback `user` may read, by name, and whether they may decide about it; one query."""
    may_change = Value(True) if user.is_superuser else Exists(_held(user, MAY_CHANGE))
    return [(team, team.may_change) for team in visible_teams(user).annotate(may_change=may_change).order_by("name")]


def _held(user: User, roles: Sequence[str]) -> QuerySet[Membership]:
    return user.memberships.filter(Q(team=None) | Q(team=OuterRef("pk")), role__in=roles)


def may_import(user: User) -> bool:
    """Whether `user` may bring answers in: an import can name any team, so it needs the right to every team."""
    return may_change_every_team(user)


def may_curate(user: User) -> bool:
    """Whether `user` may edit the codebook: every team's themes come from it."""
    return may_change_every_team(user)


def may_change_every_team(user: User) -> bool:
    """Whether `user` may decide for every team, those that are made tomorrow included: a survey's rules are for all."""
    return user.is_superuser or user.memberships.filter(team=None, role__in=MAY_CHANGE).exists()
