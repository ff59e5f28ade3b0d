"""Where the embedded PostgreSQL and valkey live: computable without starting or importing anything."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# sockaddr_un holds 107 bytes and a terminating zero.
LONGEST_SOCKET_PATH = 107
# Fixed rather than $TMPDIR, so that every shell of one user computes the same path.
SHORT_FOLDER = Path("/tmp")
POSTGRES_SOCKET = ".s.PGSQL.5432"
DATABASE = "afterchat"
DATABASE_USER = "app"


@dataclass(frozen=True)
class Home:
    """The folder one embedded cluster keeps everything in: `var` for the demo, `var/test/1` for a run of the tests."""

    folder: Path

    @property
    def postgres_data(self) -> Path:
        return self.folder / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.folder / "valkey"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        """The folder of both sockets: inside the home, or a short one when the home's path is too long."""
        inside = self.folder / "run"
        if len(os.fsencode(inside / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return SHORT_FOLDER / f"afterchat-{os.geteuid()}-{digest}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def database_url(self) -> str:
        return f"postgresql://{DATABASE_USER}@/{DATABASE}?host={quote(str(self.sockets), safe='/')}"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{quote(str(self.valkey_socket), safe='/')}"


def demo_home(root: Path) -> Home:
    """The home of `./run demo` below the project folder `root`."""
    return Home(root.resolve() / "var")


def suite_home(root: Path, number: int) -> Home:
    """The home of one of several runs of the tests; apart from the demo's, so that tests never touch its data."""
    return Home(root.resolve() / "var" / "test" / str(number))


def database_url(root: Path) -> str:
    """The URL of the embedded PostgreSQL of the project folder `root`, running or not."""
    return demo_home(root).database_url


def broker_url(root: Path) -> str:
    """The URL of the embedded valkey of the project folder `root`, running or not."""
    return demo_home(root).broker_url
