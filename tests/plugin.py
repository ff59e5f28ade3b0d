"""Starts the tests' own PostgreSQL and valkey before anything reads the settings; loaded by `-p tests.plugin`.

A conftest.py would be too late: pytest-django reads the settings first. Two runs at once get a home each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import pytest

from project.embedded.errors import CannotRun
from project.embedded.locks import try_lock
from project.embedded.paths import Home, suite_home
from project.embedded.postgres import Postgres
from project.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
MOST_RUNS_AT_ONCE = 16
_running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    home, lock = _free_home()
    _running.callback(lock.close)
    os.environ.setdefault("AFTERCHAT_VAR_DIR", str(home.folder))
    os.environ.setdefault("AFTERCHAT_MODEL_CACHE", str(ROOT / "var" / "models"))  # trained once, shared with the demo
    os.environ.setdefault("AFTERCHAT_DEBUG", "true")  # static files straight from the tree
    try:
        if not os.environ.get("DATABASE_URL"):
            _start(Postgres(home, throwaway=True))
            os.environ["DATABASE_URL"] = home.database_url
        if not os.environ.get("CELERY_BROKER_URL"):
            _start(Valkey(home))
            os.environ["CELERY_BROKER_URL"] = home.broker_url
    except CannotRun as problem:
        raise pytest.UsageError(str(problem)) from problem
    return (yield)


def pytest_unconfigure() -> None:
    _running.close()


def _start(server: Postgres | Valkey) -> None:
    server.start()
    _running.callback(server.stop)


def _free_home() -> tuple[Home, IO[bytes]]:
    """The first home of the tests that no other run is using."""
    for number in range(1, MOST_RUNS_AT_ONCE + 1):
        home = suite_home(ROOT, number)
        lock = try_lock(home.folder / "run.lock")
        if lock is not None:
            return home, lock
    raise pytest.UsageError(f"{MOST_RUNS_AT_ONCE} test runs are going on in {ROOT} already.")
