from __future__ import annotations

from django.db import models


class Response(models.Model):
    """What one customer sent back about one closure: at most one, by any door, because the constraint says so."""

    conversation = models.ForeignKey("surveys.Conversation", on_delete=models.CASCADE, related_name="responses")
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="responses")
    team = models.ForeignKey("surveys.Team", on_delete=models.PROTECT, related_name="responses")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "survey"], name="response_once_per_closure")]
        indexes = [models.Index(fields=["team", "submitted_at"]), models.Index(fields=["submitted_at"])]

    def __str__(self) -> str:
        return f"{self.survey} {self.submitted_at:%Y-%m-%d}"


class Answer(models.Model):
    """The words a customer wrote to one question, and the wording of the question as they read it."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey("surveys.Question", on_delete=models.PROTECT, related_name="answers")
    asked = models.CharField(max_length=300, help_text="The question as the customer read it")
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_once_per_question"),
            models.CheckConstraint(condition=~models.Q(text=""), name="answer_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
