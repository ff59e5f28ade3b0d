"""What the embedded PostgreSQL and the embedded valkey have in common: start once, share, prove life, stop."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from project.embedded.errors import CannotRun
from project.embedded.locks import locked
from project.embedded.paths import Home
from project.embedded.processes import how_it_ended, last_words, spawn, stop, tied_to_parent

START_TIMEOUT = 60.0
ATTEMPTS = 3
PROBE_EVERY = 5.0
FORGIVEN_PROBES = 4


class Server(ABC):
    """One server of a home. Whoever starts it owns it; whoever finds it answering shares it and never stops it."""

    polite: ClassVar[signal.Signals]

    def __init__(self, name: str, home: Home) -> None:
        self.name = name
        self.home = home
        self.log = home.logs / f"{self.name.lower()}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._next_probe = 0.0
        self._missed_probes = 0

    @abstractmethod
    def answers(self) -> bool:
        """Does the server answer a real request now?"""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The command line of the server."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder fit to start on, also after a crash."""

    def finish(self) -> None:
        """What has to be there once the server answers."""
        return

    def before_exec(self) -> Callable[[], None]:
        """What the child runs between fork and exec."""
        return tied_to_parent(self.polite)

    def start(self) -> None:
        """Make the server answer, or raise CannotRun. Call it from the main thread: the child dies with its thread."""
        with locked(self.home.folder / f"{self.name.lower()}.lock"):
            if not self.answers():
                private_folder(self.home.sockets)
                self.prepare()
                self._launch()
            self.finish()
        self._missed_probes, self._next_probe = 0, time.monotonic() + PROBE_EVERY

    def alive(self) -> bool:
        """Has it neither ended nor been silent for long? Asks the server itself, at most every five seconds."""
        if self.process is not None and self.process.poll() is not None:
            return False
        if time.monotonic() >= self._next_probe:
            self._missed_probes = 0 if self.answers() else self._missed_probes + 1
            self._next_probe = time.monotonic() + PROBE_EVERY
        return self._missed_probes < (FORGIVEN_PROBES if self.process else 1)

    def ending(self) -> str:
        ended = self.process is not None and self.process.poll() is not None
        return how_it_ended(self.process) if self.process and ended else "no answer"

    def stop(self) -> None:
        """Stop the server if this object started it."""
        if self.process is not None:
            stop(self.process, polite=self.polite, grace=20)
            self.process = None

    def _launch(self) -> None:
        # A killed server's children may hold its memory for a moment longer, hence more than one attempt.
        for _ in range(ATTEMPTS):
            process = spawn(self.command(), log=self.log, before_exec=self.before_exec())
            self.process = process
            if self._wait_until_it_answers(process):
                return
            self.stop()
            time.sleep(0.5)
        raise CannotRun(f"{self.name} does not start; its log {self.log} ends with: {last_words(self.log)}")

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + START_TIMEOUT
        while process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.03)
        return False


def private_folder(folder: Path) -> None:
    """Make `folder` for this user alone; refuse one that another user has put in its place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if os.geteuid() not in (owner, 0):
        raise CannotRun(f"The folder {folder} belongs to another user: remove it and start again.")
