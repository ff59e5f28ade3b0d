from __future__ import annotations

from django.conf import settings
from django.db import models

from feedback.models.analysis import ThemeMatch


class Correction(models.Model):
    """A person says that an answer speaks of a theme, or that it does not; the engine may not say otherwise.

    Append-only but for `withdrawn_at`: a decision that was taken back, or that a later one replaced, keeps its row.
    """

    answer = models.ForeignKey("surveys.Answer", on_delete=models.CASCADE, related_name="corrections")
    theme = models.ForeignKey("feedback.Theme", on_delete=models.PROTECT, related_name="corrections")
    polarity = models.CharField(max_length=10, choices=ThemeMatch.Polarity)
    holds = models.BooleanField()
    start = models.PositiveIntegerField(null=True, help_text="Of the words that speak of it; empty if it does not hold")
    end = models.PositiveIntegerField(null=True)
    engine_said = models.BooleanField(help_text="Whether the engine had found the theme when the person decided")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="corrections"
    )
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "theme", "polarity"],
                condition=models.Q(withdrawn_at=None),
                name="correction_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(holds=True, start__lt=models.F("end")) | models.Q(holds=False, start=None, end=None),
                name="correction_has_words_if_and_only_if_it_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.theme_id} {self.polarity}: {self.holds}"


class Review(models.Model):
    """A person has read the whole answer, and its themes are now right: the engine learns from it.

    The three numbers compare what the engine had found with what the person left standing.
    """

    answer = models.OneToOneField("surveys.Answer", on_delete=models.CASCADE, related_name="review")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reviews"
    )
    reviewed_at = models.DateTimeField()
    chosen_for = models.CharField(max_length=20, blank=True, help_text="Why the review queue showed it, if it did")
    agreed = models.PositiveSmallIntegerField(help_text="Themes the engine had found and the person kept")
    wrong = models.PositiveSmallIntegerField(help_text="Themes the engine had found and the person took away")
    missed = models.PositiveSmallIntegerField(help_text="Themes the person added")

    class Meta:
        indexes = [models.Index(fields=["reviewed_at"])]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.reviewed_at:%Y-%m-%d}"


class Relearning(models.Model):
    """The engine learns from every review up to `learnt_until` and reads older answers again; the row is the queue."""

    learnt_until = models.DateTimeField()
    requested_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, help_text="While a worker holds the row")
    engine_version = models.CharField(max_length=40, blank=True)
    reviews = models.PositiveIntegerField(default=0, help_text="Reviewed answers learnt from")
    next_before = models.BigIntegerField(null=True, help_text="Analyses from this id on are done; empty at the start")
    read = models.PositiveIntegerField(default=0)
    to_read = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("finished_at"),
                condition=models.Q(finished_at=None),
                nulls_distinct=False,
                name="relearning_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.requested_at:%Y-%m-%d %H:%M} {self.engine_version}"


class Move(models.Model):
    """An answer that a relearning gave other themes: what it had, and what it has; lists of [theme id, polarity]."""

    relearning = models.ForeignKey(Relearning, on_delete=models.CASCADE, related_name="moves")
    answer = models.ForeignKey("surveys.Answer", on_delete=models.CASCADE, related_name="moves")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["relearning", "answer"], name="move_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} in {self.relearning_id}"
