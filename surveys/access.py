"""What a signed-in user may see. Every page asks here; what is not yours does not exist (404)."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from surveys.models import Membership, Team

MAY_CHANGE = (Membership.Role.OWNER, Membership.Role.MANAGER)


def visible_teams(user: User) -> QuerySet[Team]:
    """The teams whose feedback `user` may read: all of them for a superuser or a membership without a team."""
    return _teams(user, Membership.Role.values)


def changeable_teams(user: User) -> QuerySet[Team]:
    """The teams about whose feedback `user` may decide something, rather than only read it."""
    return _teams(user, MAY_CHANGE)


def _teams(user: User, roles: Sequence[str]) -> QuerySet[Team]:
    if user.is_superuser:
        return Team.objects.all()
    held = user.memberships.filter(Q(team=None) | Q(team=OuterRef("pk")), role__in=roles)
    return Team.objects.filter(Exists(held))


def may_import(user: User) -> bool:
    """Whether `user` may bring answers in: an import can name any team, so it needs the right to every team."""
    return user.is_superuser or user.memberships.filter(team=None, role__in=MAY_CHANGE).exists()
