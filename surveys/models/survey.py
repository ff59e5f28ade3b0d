from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Survey(models.Model):
    """Up to five open questions, and when and how long they may be answered."""

    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200, default="How was your chat with us?")
    introduction = models.TextField(
        max_length=600, blank=True, default="A few words are enough, and you may leave any box empty."
    )
    thanks = models.TextField(max_length=600, blank=True, default="Thank you. A person on our team will read this.")
    delay_minutes = models.PositiveIntegerField(default=20, help_text="How long after the chat the e-mail goes out.")
    open_days = models.PositiveIntegerField(
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="How long the link works.",
    )
    cooldown_days = models.PositiveIntegerField(default=14, help_text="How long nobody is asked a second time.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(open_days__gte=1), name="survey_open_for_a_day_at_least"),
        ]

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
