"""`./run manage …`: Django's command line, with the embedded servers up for as long as it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from project.embedded.paths import demo_home
from project.embedded.processes import tied_to_parent
from project.embedded.servers import start_servers
from project.embedded.supervisor import Supervisor


def run_manage(root: Path, arguments: Sequence[str]) -> int:
    """The exit code of `manage.py ARGUMENTS`. A running demo's servers are shared."""
    env: dict[str, str] = {}
    supervisor = Supervisor(_silent)
    try:
        start_servers(supervisor, demo_home(root), env, say=_silent)
        # Ctrl-C reaches the command as well, which decides what it means; the servers wait for its end.
        signal.signal(signal.SIGINT, _leave_it_to_the_command)
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=root, env={**os.environ, **env}, preexec_fn=tied_to_parent(signal.SIGTERM), check=False
        )
        return done.returncode
    finally:
        supervisor.stop_all()


def _silent(line: str) -> None:
    return


def _leave_it_to_the_command(number: int, frame: FrameType | None) -> None:
    return
