"""The data folder of the embedded PostgreSQL: made whole or not at all, and cleared of a dead server's pid file."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from project.embedded.errors import CannotRun
from project.embedded.paths import DATABASE_USER
from project.embedded.server_user import ServerUser

SHUTDOWN_TIMEOUT = 30.0


def initialise(data: Path, *, programs: Path, user: ServerUser) -> None:
    """Make a new cluster at `data`; a rename at the end, so that a half-made one is never used."""
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    user.own(draft)
    options = ["-U", DATABASE_USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D", str(draft)]
    done = subprocess.run(
        [str(programs / "initdb"), *options],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        cwd="/",
        capture_output=True,
        text=True,
        preexec_fn=user.become,
    )
    if done.returncode != 0:
        raise CannotRun(f"PostgreSQL could not make its data folder {data}: {_last_line(done.stderr)}")
    draft.rename(data)


def _last_line(text: str) -> str:
    errors = [line for line in text.splitlines() if "error:" in line or "FATAL:" in line]
    return (errors or text.splitlines() or ["no reason given"])[-1]


def clear_stale_pid_file(data: Path) -> None:
    """Remove `postmaster.pid` unless the process it names is a server of this very folder; wait for one that stops.

    After a crash or in a new container the number may belong to any process, and PostgreSQL would then refuse to start.
    """
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + SHUTDOWN_TIMEOUT
    while (pid := _recorded_pid(pid_file)) and _is_server_of(pid, data):
        if time.monotonic() > deadline:
            raise CannotRun(f"Process {pid} is a PostgreSQL on {data} that does not answer: stop it and try again.")
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _recorded_pid(pid_file: Path) -> int | None:
    try:
        first = pid_file.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdigit() else None


def _is_server_of(pid: int, data: Path) -> bool:
    """Linux only; elsewhere the pid file is left for PostgreSQL to judge once nothing answers."""
    process = Path("/proc") / str(pid)
    try:
        name, _, rest = (process / "stat").read_text().rpartition(")")
        if "(postgres" not in name or rest.split()[0] == "Z":
            return False
        return (process / "cwd").readlink() == data
    except PermissionError:
        # Another user's process, of which only the name may be seen: it is ours if that user owns the data.
        return process.stat().st_uid == data.stat().st_uid
    except OSError:
        return False
