"""What a signed-in user may see. Every page asks here; what is not yours does not exist (404)."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import QuerySet

from surveys.models import Membership, Team

MAY_CHANGE = (Membership.Role.OWNER, Membership.Role.MANAGER)


def visible_teams(user: User) -> QuerySet[Team]:
    """The teams whose feedback `user` may read: all of them for a superuser or a membership without a team."""
    if user.is_superuser or user.memberships.filter(team=None).exists():
        return Team.objects.all()
    return Team.objects.filter(memberships__user=user).distinct()


def may_import(user: User) -> bool:
    """Whether `user` may bring answers in: an import can name any team, so it needs the right to every team."""
    return user.is_superuser or user.memberships.filter(team=None, role__in=MAY_CHANGE).exists()
