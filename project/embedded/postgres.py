"""A private PostgreSQL on a Unix socket: no service, no port, no root rights needed."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import psycopg
from psycopg import sql

from project.embedded.binaries import postgres_bin
from project.embedded.errors import CannotRun
from project.embedded.paths import DATABASE, DATABASE_USER, Home
from project.embedded.postgres_data import clear_stale_pid_file, initialise
from project.embedded.processes import tied_to_parent
from project.embedded.server import Server
from project.embedded.server_user import ServerUser, server_user

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "jit": "off",
}
# For data that nobody needs after a crash: three times faster tests.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Server):
    """The database server of a home, with the one database of the project in it."""

    # SIGINT is PostgreSQL's "fast" shutdown: roll back what is open, write everything, end.
    polite: ClassVar[signal.Signals] = signal.SIGINT

    def __init__(self, home: Home, *, throwaway: bool = False, user: ServerUser | None = None) -> None:
        super().__init__("PostgreSQL", home)
        self.programs = postgres_bin()
        self.user = user or server_user(home.postgres_data)
        self.settings = {**SETTINGS, **(THROWAWAY if throwaway else {}), "unix_socket_directories": str(home.sockets)}

    def answers(self) -> bool:
        try:
            with closing(self._connect()) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def prepare(self) -> None:
        data = self.home.postgres_data
        self.user.own(self.home.sockets)
        self._check_reach(self.programs / "postgres", self.home.folder, self.home.sockets)
        if not (data / "PG_VERSION").exists():
            initialise(data, programs=self.programs, user=self.user)
        clear_stale_pid_file(data)

    def command(self) -> Sequence[str]:
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.home.postgres_data), *options]

    def before_exec(self) -> Callable[[], None]:
        tie = tied_to_parent(self.polite)

        def run() -> None:
            self.user.become()
            tie()  # last: a change of user would undo it

        return run

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.home.sockets), user=DATABASE_USER, dbname="postgres", connect_timeout=3, autocommit=True
        )

    def finish(self) -> None:
        with closing(self._connect()) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _check_reach(self, *paths: Path) -> None:
        for path in paths:
            reached = subprocess.run(["test", "-x", str(path)], preexec_fn=self.user.become)
            if reached.returncode != 0:
                raise CannotRun(
                    f"PostgreSQL has to run as user {self.user.uid} here, who cannot reach {path}: move the project"
                    " to a folder that others may enter, run as an ordinary user, or set DATABASE_URL."
                )
