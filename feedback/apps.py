from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Understanding"

    def ready(self) -> None:
        autodiscover_modules("receivers")
