from __future__ import annotations

from django.db import models


class Theme(models.Model):
    """Something agents can do better, and do well. A theme without a parent is a group that holds themes."""

    key = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    label = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    include = models.TextField(blank=True, help_text="What belongs here")
    exclude = models.TextField(blank=True, help_text="What belongs elsewhere, and where")
    practice = models.TextField(blank=True, help_text="What a team can practise")
    praise_example = models.TextField(blank=True, help_text="The same theme, done well")
    goleman = models.JSONField(default=list, help_text="Components of emotional intelligence, after Goleman")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True, help_text="Shown on pages; a hidden or merged theme is not")
    is_pinned = models.BooleanField(default=False, help_text="First in the ranking, whatever its share")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", help_text="Who speaks for it"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="theme_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.label


class ThemeExample(models.Model):
    """A sentence that shows what a theme means, from the codebook or from a person's decision."""

    class Polarity(models.TextChoices):
        IMPROVE = "improve", "Could be better"
        PRAISE = "praise", "Done well"

    class Origin(models.TextChoices):
        CODEBOOK = "codebook", "Codebook"
        PERSON = "person", "Person"

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="examples")
    text = models.TextField()
    polarity = models.CharField(max_length=10, choices=Polarity)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.CODEBOOK)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "text", "polarity"], name="theme_example_once")]

    def __str__(self) -> str:
        return self.text[:60]
