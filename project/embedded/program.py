"""A supervised command of the project: the web server, the worker, the clock."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from project.embedded.processes import how_it_ended, spawn, stop, tied_to_parent


def _nothing() -> None:
    return


@dataclass
class Program:
    """`death_signal` is sent if the supervisor is killed; `before_start` runs before every start, also after a crash.

    A `shown` program writes to the terminal; of the others only their log is kept.
    """

    name: str
    command: Sequence[str]
    log: Path
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    pass_fds: Sequence[int] = ()
    death_signal: signal.Signals = signal.SIGKILL
    grace: float = 10.0
    shown: bool = False
    before_start: Callable[[], object] = _nothing
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        self.before_start()
        self.process = spawn(
            self.command,
            log=None if self.shown else self.log,
            before_exec=tied_to_parent(self.death_signal),
            cwd=self.cwd,
            env=self.env,
            pass_fds=self.pass_fds,
        )

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def failed(self) -> bool:
        return self.process is not None and self.process.poll() not in (None, 0)

    def stop(self) -> None:
        """Also clears away what a dead program has left behind."""
        if self.process is not None:
            stop(self.process, polite=signal.SIGTERM, grace=self.grace)

    def ending(self) -> str:
        return how_it_ended(self.process) if self.process else "never started"
