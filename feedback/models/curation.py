from __future__ import annotations

from django.conf import settings
from django.db import models


class CodebookEdit(models.Model):
    """One edit of the codebook, as `feedback.curation.frame` replays them. The log only grows: undoing adds a line."""

    kind = models.CharField(max_length=20)
    theme = models.SlugField(max_length=60, blank=True, help_text="Its key; empty for an undo")
    values = models.JSONField(default=dict)
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    words = models.CharField(max_length=500, help_text="What was done, in words of that time")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="codebook_edits"
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words
