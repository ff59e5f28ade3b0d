from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Team(models.Model):
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_unique")]

    def __str__(self) -> str:
        return self.name


class Agent(models.Model):
    """Somebody (or a bot) who answers customers, as one source knows them."""

    source = models.ForeignKey("surveys.Source", on_delete=models.PROTECT, related_name="agents")
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="agents")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="agent_once_per_source")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a user may see: one team, or every team if `team` is empty."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        MANAGER = "manager", "Manager"
        VIEWER = "viewer", "Viewer"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], nulls_distinct=False, name="membership_once_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} of {self.team or 'every team'}"
