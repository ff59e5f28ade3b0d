"""Keeps services running: starts them again when they die, gives up when they keep dying, stops them all."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from project.embedded.errors import CannotRun
from project.embedded.processes import last_words
from project.embedded.program import Program

TICK = 0.2
MOST_FAILURES = 5
WINDOW = 120.0


class Service(Protocol):
    """A server or a program."""

    name: str
    log: Path

    def start(self) -> None: ...
    def alive(self) -> bool: ...
    def stop(self) -> None: ...
    def ending(self) -> str: ...


@dataclass
class _Supervised:
    service: Service
    failures: deque[float] = field(default_factory=deque)
    start_at: float | None = None


class Supervisor:
    """Runs everything from the main thread, since a child dies with the thread that started it.

    `say` gets one line for every event a person should see; `first_pause` is the first wait, in seconds, before a dead
    service is started again, doubled with every further death within two minutes.
    """

    def __init__(self, say: Callable[[str], None], *, first_pause: float = 1.0) -> None:
        self._say = say
        self._first_pause = first_pause
        self._supervised: list[_Supervised] = []

    def start(self, service: Service) -> None:
        self._supervised.append(_Supervised(service))
        service.start()

    def tick(self) -> None:
        """Look at every service once; raise CannotRun when one keeps dying."""
        now = time.monotonic()
        for entry in self._supervised:
            if entry.start_at is None and not entry.service.alive():
                self._plan_restart(entry, now)
            if entry.start_at is not None and now >= entry.start_at:
                entry.start_at = None
                entry.service.start()

    def watch(self) -> None:
        """Until interrupted."""
        self.wait_for(lambda: False, seconds=None)

    def wait_for(self, condition: Callable[[], bool], *, seconds: float | None) -> bool:
        """Tick until `condition` holds (True) or `seconds` have passed (False)."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while not condition():
            if deadline is not None and time.monotonic() > deadline:
                return False
            self.tick()
            time.sleep(TICK)
        return True

    def run_steps(self, *steps: Program) -> None:
        """Run the steps to their ends, side by side, while the services are looked after; CannotRun if one fails."""
        try:
            for step in steps:
                step.start()
            self.wait_for(lambda: not any(step.alive() for step in steps), seconds=None)
        finally:
            failed = [(step, step.ending()) for step in steps if step.failed()]
            for step in steps:
                step.stop()
        for step, ending in failed:
            details = "see above" if step.shown else f"its log {step.log} ends with: {last_words(step.log)}"
            raise CannotRun(f"{step.name} failed ({ending}); {details}")

    def stop_all(self) -> None:
        for entry in reversed(self._supervised):
            entry.service.stop()
        self._supervised.clear()

    def _plan_restart(self, entry: _Supervised, now: float) -> None:
        service, failures = entry.service, entry.failures
        ending = service.ending()
        service.stop()
        failures.append(now)
        while failures[0] < now - WINDOW:
            failures.popleft()
        if len(failures) >= MOST_FAILURES:
            raise CannotRun(
                f"{service.name} keeps stopping ({ending}); its log {service.log} ends with: {last_words(service.log)}"
            )
        pause = self._first_pause * 2 ** (len(failures) - 1)
        entry.start_at = now + pause
        self._say(f"{service.name} stopped ({ending}); starting it again in {pause:g} s.")
