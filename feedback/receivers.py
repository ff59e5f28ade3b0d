"""What feedback does when surveys announces something, and after a migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from feedback.services.codebook import add_missing_themes
from feedback.services.enqueue import enqueue_analysis, enqueue_imported
from surveys.models import Response
from surveys.signals import response_submitted, responses_imported


@receiver(response_submitted)
def analyse_new_response(*, response: Response, **_: Any) -> None:
    enqueue_analysis(response=response)


@receiver(post_migrate)
def add_the_codebook(*, sender: AppConfig, **_: Any) -> None:
    if sender.name == "feedback":
        add_missing_themes()


@receiver(responses_imported)
def analyse_imported_responses(*, responses: list[int], **_: Any) -> None:
    enqueue_imported(responses=responses)
