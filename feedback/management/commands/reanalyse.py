"""Let the engine read stored answers again, after an upgrade or a repair."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.enqueue import enqueue_again


class Command(BaseCommand):
    help = "Put stored answers back on the engine's queue; what people decided stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--failed", action="store_true", help="only the answers the engine failed on")

    def handle(self, *args: Any, **options: Any) -> None:
        count = enqueue_again(only_failed=options["failed"])
        self.stdout.write(f"{count:,} answers wait for the engine.")
