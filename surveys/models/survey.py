from __future__ import annotations

from django.db import models


class Survey(models.Model):
    """Up to five open questions. Who is asked them, and when, say its rules."""

    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200, default="How was your chat with us?")
    introduction = models.TextField(
        max_length=600, blank=True, default="A few words are enough, and you may leave any box empty."
    )
    thanks = models.TextField(max_length=600, blank=True, default="Thank you. A person on our team will read this.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    class Role(models.TextChoices):
        """What a question asks for: the engine reads an answer in this light."""

        BETTER = "better", "What the agent could have done better"
        LIKED = "liked", "What the customer liked"
        IMPROVE = "improve", "How product or service can improve"
        WHY = "why", "Anything else, or the reason for a score"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role)
    text = models.CharField(max_length=300)
    help_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "position"], name="question_position_unique"),
            models.CheckConstraint(
                condition=models.Q(role__in=["better", "liked", "improve", "why"]), name="question_role"
            ),
        ]

    def __str__(self) -> str:
        return self.text
