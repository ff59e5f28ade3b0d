"""What can be known to go wrong before anything is started, each as one sentence."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import time
from pathlib import Path

from project.embedded.errors import CannotRun

# Below this PostgreSQL's write-ahead log might fill the disk, which stops the server.
FREE_MB = 300
# Seconds; a demo that was killed a moment ago may still have the port.
PATIENCE = 3.0
HOST = "127.0.0.1"
DEFAULT_PORT = 8000


def chosen_port() -> int:
    """$PORT, or 8000."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT is '{text}': it has to be a number from 1 to 65535.")
    return int(text)


def need_free_space(folder: Path, *, megabytes: int = FREE_MB) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise CannotRun(f"The disk of {folder} has {free} MB free, {megabytes} MB are needed: make room and try again.")


def bind(port: int) -> socket.socket:
    """The listening socket of the web server, held here so that it outlives a restart of the server."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_server((HOST, port), backlog=256)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise CannotRun(_why_not(port, problem)) from problem


def _why_not(port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: stop that one, or choose another port (PORT=8001 ./run demo)."
    if problem.errno == errno.EACCES:
        return f"Port {port} is only for root: choose one above 1023 (PORT=8001 ./run demo)."
    return f"Port {port} cannot be used: {problem.strerror}."
