from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

SEARCH_CONFIG = "english"  # how PostgreSQL stems words, in the index and in a search


class AnalysisRun(models.Model):
    """One stretch of work by the engine: how much it read, with which version, how long it took."""

    engine_version = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    answers = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.engine_version}"


class Analysis(models.Model):
    """What the engine made of one answer; made, still empty, with the answer, so that the row is the engine's queue."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    class Sentiment(models.TextChoices):
        POSITIVE = "pos", "Positive"
        NEUTRAL = "neu", "Neutral"
        NEGATIVE = "neg", "Negative"
        MIXED = "mixed", "Mixed"

    answer = models.OneToOneField("surveys.Answer", on_delete=models.CASCADE, related_name="analysis")
    run = models.ForeignKey(AnalysisRun, on_delete=models.SET_NULL, null=True, related_name="analyses")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, help_text="While a worker holds the row")
    engine_version = models.CharField(max_length=40, blank=True)
    sentiment = models.CharField(max_length=10, choices=Sentiment, blank=True)
    polarity = models.FloatField(null=True, help_text="From -1, all bad, to 1, all good")
    routes = ArrayField(models.CharField(max_length=40), default=list)
    emotions = ArrayField(models.CharField(max_length=20), default=list)
    redactions = models.JSONField(default=list, help_text="Spans of personal data: [[start, end, kind], …]")
    masked = models.TextField(blank=True, help_text="The answer as a reader may see it, personal data replaced")
    search = models.GeneratedField(
        expression=SearchVector("masked", config=SEARCH_CONFIG), output_field=SearchVectorField(), db_persist=True
    )
    failure = models.CharField(max_length=300, blank=True)
    analysed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "analyses"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | (models.Q(analysed_at__isnull=False) & ~models.Q(engine_version="") & ~models.Q(sentiment="")),
                name="analysis_done_is_whole",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="pending"), name="analysis_pending"),
            models.Index(fields=["state", "engine_version"], name="analysis_version"),
            GinIndex(fields=["search"], name="analysis_search"),
            models.Index(fields=["answer"], condition=models.Q(routes__contains=["serious"]), name="analysis_serious"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.state}"


class Excerpt(models.Model):
    """A clause of an answer: characters `start` up to but not including `end` of its text."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="excerpts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentiment = models.CharField(max_length=10, choices=Analysis.Sentiment)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "start", "end"], name="excerpt_span_unique"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="excerpt_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"


class ThemeMatch(models.Model):
    """An excerpt speaks of a theme, as something to improve or as praise."""

    class Polarity(models.TextChoices):
        IMPROVE = "improve", "Could be better"
        PRAISE = "praise", "Done well"

    class DecidedBy(models.TextChoices):
        ENGINE = "engine", "Engine"
        PERSON = "person", "Person"

    excerpt = models.ForeignKey(Excerpt, on_delete=models.CASCADE, related_name="matches")
    theme = models.ForeignKey("feedback.Theme", on_delete=models.PROTECT, related_name="matches")
    coded_as = models.ForeignKey(
        "feedback.Theme",
        on_delete=models.PROTECT,
        related_name="codings",
        help_text="The theme that was found; another than `theme` if that one was merged into it since",
    )
    polarity = models.CharField(max_length=10, choices=Polarity)
    confidence = models.FloatField(help_text="From 0 to 1; a person's decision is 1")
    decided_by = models.CharField(max_length=10, choices=DecidedBy, default=DecidedBy.ENGINE)
    engine_version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "theme matches"
        constraints = [
            models.UniqueConstraint(fields=["excerpt", "coded_as", "polarity"], name="theme_match_once"),
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0) & models.Q(confidence__lte=1),
                name="theme_match_confidence",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by="person") | ~models.Q(engine_version=""),
                name="theme_match_engine_version",
            ),
        ]
        indexes = [models.Index(fields=["theme", "polarity"])]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.polarity}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A match that says nothing else was found as what it is."""
        if self.coded_as_id is None:
            self.coded_as_id = self.theme_id
        super().save(*args, **kwargs)
