"""Start and stop child processes so that none outlives the process that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 10 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


def tied_to_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs before exec: it asks the kernel for `death_signal` when the thread that started it is gone.

    Only Linux knows this; elsewhere a `kill -9` of the supervisor leaves its children running.
    """
    parent = os.getpid()

    def tie() -> None:
        if not sys.platform.startswith("linux"):
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os.kill(os.getpid(), death_signal)

    return tie


def spawn(
    command: Sequence[str],
    *,
    log: Path | None,
    before_exec: Callable[[], None],
    cwd: Path = Path("/"),
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, away from the terminal's Ctrl-C, its output appended to `log` if any."""
    with _appended(log) as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=before_exec,
            pass_fds=pass_fds,
        )


@contextmanager
def _appended(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        yield output


def stop(process: subprocess.Popen[bytes], *, polite: signal.Signals, grace: float) -> None:
    """Ask the process to stop, wait `grace` seconds, then kill whatever is left of its group."""
    if process.poll() is None:
        process.send_signal(polite)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
    kill_group(process)
    process.wait()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the children that a dead process has left behind in its session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def last_words(log: Path) -> str:
    """The last line of a log, for an error message of one sentence."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "nothing")


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """In words: "exit code 3" or "SIGKILL"."""
    code = process.returncode
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
