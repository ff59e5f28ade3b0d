"""The commands of the project that a demo runs, and how."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from project.embedded.program import Program
from project.embedded.unacknowledged import put_back

# Each process of the pool holds the text engine and is replaced above this.
POOL_PROCESSES = 2
PROCESS_KIB = 500_000


@dataclass(frozen=True)
class Programs:
    """All of them run in `root` with `env` added to the environment and log to a file each below `logs`."""

    root: Path
    logs: Path
    env: Mapping[str, str]

    def manage(self, name: str, *arguments: str, shown: bool = False) -> Program:
        """A command of manage.py, called `name` in messages."""
        return self._program(name, "manage.py", *arguments, shown=shown)

    def web(self, listening_fd: int) -> Program:
        """The web server on a socket that the supervisor holds. No access log: a survey's path is its secret."""
        options = ["--bind", f"fd://{listening_fd}", "--worker-class", "gthread", "--threads", "4"]
        options += ["--graceful-timeout", "5", "--no-control-socket"]
        return self._program(
            "web", "-m", "gunicorn", "project.wsgi", *options, pass_fds=(listening_fd,), death_signal=signal.SIGTERM
        )

    def worker(self, *, embedded_broker: str | None) -> Program:
        """Two pool processes, so that no mail waits for the engine. They acknowledge late, so killing them is safe."""
        options = ["--concurrency", str(POOL_PROCESSES), "--max-memory-per-child", str(PROCESS_KIB)]
        options += ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        worker = self._program("worker", "-m", "celery", "-A", "project", "worker", *options)
        if embedded_broker:
            worker.before_start = partial(put_back, embedded_broker)
        return worker

    def beat(self, schedule: Path) -> Program:
        """The clock, apart from the worker: embedded there, it would survive the worker's death and ring twice."""
        return self._program("beat", "-m", "celery", "-A", "project.clock", "beat", "-s", str(schedule), "--pidfile=")

    def _program(
        self,
        name: str,
        *arguments: str,
        shown: bool = False,
        pass_fds: tuple[int, ...] = (),
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> Program:
        return Program(
            name,
            [sys.executable, *arguments],
            log=self.logs / f"{name.replace(' ', '-')}.log",
            cwd=self.root,
            env=self.env,
            shown=shown,
            pass_fds=pass_fds,
            death_signal=death_signal,
        )
