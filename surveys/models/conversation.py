from __future__ import annotations

from django.db import models

from surveys.text import first_name


class Conversation(models.Model):
    """One closure of one chat: reopened and closed again, it is a second row with the next closure number."""

    class ClosedBy(models.TextChoices):
        AGENT = "agent", "Agent"
        BOT = "bot", "Bot"
        CUSTOMER = "customer", "Customer"
        SYSTEM = "system", "System"

    source = models.ForeignKey("surveys.Source", on_delete=models.PROTECT, related_name="conversations")
    external_id = models.CharField(max_length=200)
    closure_number = models.PositiveIntegerField()
    team = models.ForeignKey("surveys.Team", on_delete=models.PROTECT, related_name="conversations")
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=10, choices=ClosedBy, default=ClosedBy.AGENT)
    channel = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=20, blank=True)
    customer_name = models.CharField(max_length=200, blank=True)
    customer_email = models.EmailField(blank=True)
    person_key = models.CharField(max_length=43, blank=True, help_text="Keyed hash that recognises the customer again")
    customer_messages = models.PositiveIntegerField(null=True)
    customer_characters = models.PositiveIntegerField(null=True)
    human_replied = models.BooleanField(null=True, help_text="Whether an agent wrote anything; empty: not known")
    last_reply_at = models.DateTimeField(null=True)
    agent_messages = models.PositiveIntegerField(null=True)
    duration_s = models.PositiveIntegerField(null=True)
    tags = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id", "closure_number"], name="conversation_closure_unique"
            ),
            models.UniqueConstraint(
                fields=["source", "external_id", "closed_at"], name="conversation_closed_once_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(closure_number__gte=1), name="conversation_closure_from_one"),
        ]
        indexes = [
            models.Index(fields=["team", "closed_at"], name="conversation_of_team"),
            models.Index(
                fields=["person_key", "closed_at"],
                condition=~models.Q(person_key=""),
                name="conversation_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_id}#{self.closure_number}"

    @property
    def agent_first_name(self) -> str:
        """How to name the agent to the customer; empty if nobody is known by a name. Costs a query."""
        primary = self.participations.filter(is_primary=True).first()
        return first_name(primary.agent_name) if primary else ""


class Participation(models.Model):
    """An agent's part in a conversation, frozen when it closed: who they were and which team they were in then."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participations")
    agent = models.ForeignKey("surveys.Agent", on_delete=models.PROTECT, related_name="participations")
    agent_name = models.CharField(max_length=200)
    messages = models.PositiveIntegerField(null=True)
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "agent"], name="participation_once"),
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(is_primary=True), name="participation_one_primary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_name} in {self.conversation_id}"
