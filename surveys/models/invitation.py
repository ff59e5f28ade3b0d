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
        indexes = [models.Index(fields=["survey", "decided_at"], name="decision_by_time")]
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
    opened_at = models.DateTimeField(null=True, help_text="When a person first looked at the page, as far as we know")
    machine_opens = models.PositiveIntegerField(default=0, help_text="How often a program opened it, as far as we know")
    started_at = models.DateTimeField(null=True, help_text="When something written first reached us")

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
        BOUNCED = "bounced", "Bounced"

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        REMINDER = "reminder", "Reminder"

    class CancelReason(models.TextChoices):
        """Why a delivery was called off before it went out."""

        REOPENED = "reopened", "The chat was reopened and has been closed again."
        OPTED_OUT = "opted_out", "The customer asked not to be asked."
        UNREACHABLE = "address_bounced", "Mail to this address comes back."
        ANSWERED = "answered", "The customer has answered already."
        EXPIRED = "expired", "The link has expired."

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INVITATION)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, help_text="While a worker holds the row")
    sent_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=20, choices=CancelReason, blank=True, help_text="Why it was cancelled")
    outcome = models.CharField(max_length=300, blank=True, help_text="The same in words, or why it failed")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["invitation", "channel", "kind"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | models.Q(state="bounced")
                | (~models.Q(state__in=["sent", "bounced"]) & models.Q(sent_at=None)),
                name="delivery_sent_at_if_and_only_if_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(state="cancelled", cancel_reason__gt="")
                | (~models.Q(state="cancelled") & models.Q(cancel_reason="")),
                name="delivery_cancel_reason_if_and_only_if_cancelled",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["pending", "sending"]), name="delivery_open")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Suppression(models.Model):
    """A person who is not asked: they said so, or mail to them comes back. Kept is only a keyed hash."""

    class Cause(models.TextChoices):
        OPT_OUT = "opt_out", "Asked not to be asked"
        BOUNCE = "bounce", "Mail comes back"
        COMPLAINT = "complaint", "Called a mail spam"

    person_key = models.CharField(max_length=43, unique=True)
    cause = models.CharField(max_length=10, choices=Cause, default=Cause.OPT_OUT)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.person_key
