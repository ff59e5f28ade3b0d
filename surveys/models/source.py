from __future__ import annotations

from secrets import token_urlsafe

from django.db import models


def new_public_id() -> str:
    """What stands in a source's webhook address: 128 bits, so that nobody guesses it."""
    return token_urlsafe(16)


class Source(models.Model):
    """A chat tool that tells us when a chat has ended, or a file somebody imported from."""

    class Kind(models.TextChoices):
        API = "api", "API"
        HOOK = "hook", "Webhook"
        IMPORT = "import", "Import"

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.API)
    platform = models.CharField(max_length=20, blank=True, help_text="Whose webhooks it sends; empty for our own API")
    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    sealed_secrets = models.TextField(blank=True, editable=False, help_text="surveys.sealing opens it")
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="sources")
    default_team = models.ForeignKey("surveys.Team", on_delete=models.PROTECT, related_name="sources")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """Lets the holder speak for one source. The key is shown once; only its SHA-256 is here."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="api_keys")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False, help_text="How the key begins, to tell keys apart.")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.hint}… of {self.source}"


class InboundEvent(models.Model):
    """What a source sent, as it was sent, and the answer it was given: the same event again gets the same answer."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="events")
    dedup_key = models.CharField(max_length=64, help_text="SHA-256 of what makes the event itself")
    body_digest = models.CharField(max_length=64)
    payload = models.JSONField()
    reply = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "dedup_key"], name="inbound_event_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.received_at:%Y-%m-%d %H:%M}"
