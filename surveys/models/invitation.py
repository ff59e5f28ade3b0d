from __future__ import annotations

from uuid import uuid4

from django.db import models


class Decision(models.Model):
    """Whether a closed chat was followed by a survey, and if not, why: one line of the ledger for every closure."""

    class Outcome(models.TextChoices):
        SENT = "sent", "Sent"
        SCHEDULED = "scheduled", "Scheduled"
        SKIPPED = "skipped", "Skipped"

    conversation = models.ForeignKey("surveys.Conversation", on_delete=models.CASCADE, related_name="decisions")
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(
        max_length=40, blank=True, help_text="Why the chat was skipped, as surveys.rules names it"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "survey"], name="decision_once_per_closure"),
            models.CheckConstraint(
                condition=models.Q(outcome="skipped", reason__gt="")
                | (~models.Q(outcome="skipped") & models.Q(reason="")),
                name="decision_reason_if_and_only_if_skipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.reason}".strip()


class Invitation(models.Model):
    """One person may answer one survey about one closure. The link's token is not stored, only its hash."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    conversation = models.ForeignKey("surveys.Conversation", on_delete=models.CASCADE, related_name="invitations")
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "survey"], name="invitation_once_per_closure"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="invitation_expires_after_creation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """An invitation's way to the customer by one channel; the row is the queue of the delivery task."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, help_text="While a worker holds the row")
    sent_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="Why it failed or was cancelled")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["invitation", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="delivery_sent_at_if_and_only_if_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["pending", "sending"]), name="delivery_open")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Suppression(models.Model):
    """A person who asked not to be asked. Only the keyed hash of their address is kept."""

    person_key = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.person_key
