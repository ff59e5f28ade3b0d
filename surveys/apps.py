from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Asking"

    def ready(self) -> None:
        autodiscover_modules("checks", "receivers")
