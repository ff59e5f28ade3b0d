from __future__ import annotations

from django.conf import settings
from django.db import models


class ImportJob(models.Model):
    """A file of answers somebody already has, on its way in. `next_row` says where a broken-off import goes on."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    source = models.ForeignKey(
        "surveys.Source",
        on_delete=models.PROTECT,
        null=True,
        related_name="imports",
        help_text="Empty until the columns are chosen",
    )
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500, help_text="Where the file lies, until every row is in")
    columns = models.JSONField(help_text="Which column is the text, the agent, the date …")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total_rows = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    already_there = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    leased_until = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class ImportProblem(models.Model):
    """A row that could not be taken in, and why."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(help_text="Line of the file's table, the first row below the header being 1")
    message = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="import_problem_once_per_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.message}"
