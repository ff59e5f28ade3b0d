from __future__ import annotations

from django.conf import settings
from django.db import models


class Followup(models.Model):
    """A person has dealt with a serious answer: who, when, and what they did. Without one the answer stays on top."""

    answer = models.OneToOneField("surveys.Answer", on_delete=models.CASCADE, related_name="followup")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="followups"
    )
    decided_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.answer_id} {self.decided_at:%Y-%m-%d}"
