"""Progress of a command: a line that grows on a terminal, a line every few seconds in a log."""

from __future__ import annotations

import time

from django.core.management.base import OutputWrapper

LOG_EVERY_SECONDS = 5.0
BAR_WIDTH = 30


class Progress:
    def __init__(self, out: OutputWrapper, *, unit: str) -> None:
        self.out, self.unit = out, unit
        self.started_at = time.monotonic()
        self.first: int | None = None
        self.shown_at = self.started_at
        self.is_terminal = out.isatty()
        self.is_open = False

    def show(self, done: int, total: int) -> None:
        """Say that `done` of `total` is behind us; the rate is that of this process."""
        now = time.monotonic()
        self.first = done if self.first is None else self.first
        if not total or (not self.is_terminal and now - self.shown_at < LOG_EVERY_SECONDS):
            return
        rate = (done - self.first) / max(now - self.started_at, 0.001)
        text = f"{done / total:4.0%}  {done:,} of {total:,} {self.unit}, {rate:,.0f} a second"
        self.shown_at = now
        if self.is_terminal:
            bar = "█" * (BAR_WIDTH * done // total)
            self.out.write(f"\r{bar:·<{BAR_WIDTH}} {text}\033[K", ending="")
            self.out.flush()
            self.is_open = True
        else:
            self.out.write(text)

    def finish(self) -> None:
        """End the line, so that what follows has its own."""
        if self.is_open:
            self.out.write("")
            self.is_open = False
