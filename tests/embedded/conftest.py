from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from project.embedded.paths import Home
from project.embedded.postgres import Postgres
from project.embedded.valkey import Valkey


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL of this module alone, stopped at its end; a test may kill it."""
    server = Postgres(Home(tmp_path_factory.mktemp("postgres")))
    yield server
    server.stop()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    server = Valkey(Home(tmp_path))
    yield server
    server.stop()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter; those of pytest are private."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
