"""`python -m project.embedded demo` and `python -m project.embedded manage …`; `./run` calls them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from project.embedded.demo import run_demo
from project.embedded.errors import CannotRun
from project.embedded.manage import run_manage

ROOT = Path(__file__).resolve().parent.parent.parent


def interrupt(number: int, frame: FrameType | None) -> None:
    """Also ignores whatever follows, so that a second Ctrl-C does not cut the stopping short."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    # Set by hand: a shell starts background commands with SIGINT ignored.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, interrupt)
    try:
        if arguments[0] == "manage":
            return run_manage(ROOT, arguments[1:])
        run_demo(ROOT)
    except CannotRun as problem:
        print(f"run: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"run: {problem.filename or 'the system'}: {problem.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
