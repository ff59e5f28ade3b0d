"""The embedded PostgreSQL, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from project.embedded.errors import CannotRun
from project.embedded.paths import Home
from project.embedded.postgres import Postgres
from project.embedded.server_user import server_user
from tests.embedded.waiting import eventually

STARTS_A_SERVER = """
import sys, time
from pathlib import Path
from project.embedded.paths import Home
from project.embedded.postgres import Postgres
Postgres(Home(Path(sys.argv[1]))).start()
print("up", flush=True)
time.sleep(60)
"""


def run_sql(server: Postgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.home.database_url) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def kill(server: Postgres) -> None:
    assert server.process is not None
    server.process.kill()
    server.process.wait()


def restarted(server: Postgres) -> Postgres:
    """As a new run would see it: another object on the same home."""
    server.process = None
    server.start()
    return server


def test_the_database_of_the_project_is_there_after_the_first_start(postgres: Postgres) -> None:
    postgres.start()
    assert run_sql(postgres, "SELECT current_database()::text") == [("afterchat",)]
    assert postgres.alive()


def test_rows_survive_a_stop(postgres: Postgres) -> None:
    postgres.start()
    run_sql(postgres, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    postgres.stop()
    assert not postgres.answers()
    postgres.start()
    assert run_sql(postgres, "SELECT n FROM kept") == [(7,)]


def test_committed_rows_survive_a_killed_postmaster(postgres: Postgres) -> None:
    postgres.start()
    run_sql(postgres, "CREATE TABLE many AS SELECT generate_series(1, 50000) AS n")
    kill(postgres)
    assert not postgres.alive()
    restarted(postgres)
    assert run_sql(postgres, "SELECT count(*) FROM many") == [(50000,)]


def test_a_pid_file_that_names_another_process_is_no_obstacle(postgres: Postgres) -> None:
    postgres.start()
    pid_file = postgres.home.postgres_data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    kill(postgres)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert not postgres.answers()
    assert restarted(postgres).answers()


def test_a_second_start_shares_the_server_and_never_stops_it(postgres: Postgres) -> None:
    postgres.start()
    second = Postgres(postgres.home)
    second.start()
    assert second.process is None
    assert second.alive()
    second.stop()
    assert postgres.answers()


def test_the_server_is_closed_to_the_network_and_to_other_users(postgres: Postgres) -> None:
    postgres.start()
    assert run_sql(postgres, "SHOW listen_addresses") == [("",)]
    assert postgres.home.sockets.stat().st_mode & 0o077 == 0


def test_a_half_made_data_folder_is_never_used(tmp_path: Path) -> None:
    home = Home(tmp_path)
    draft = home.folder / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18")
    server = Postgres(home)
    server.start()
    server.stop()
    assert not draft.exists()


def test_the_server_dies_with_a_killed_parent(postgres: Postgres) -> None:
    postgres.stop()
    command = [sys.executable, "-c", STARTS_A_SERVER, str(postgres.home.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        parent.send_signal(signal.SIGKILL)
    assert eventually(lambda: not postgres.answers())
    assert restarted(postgres).process is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user run the server")
def test_without_namespaces_an_unreachable_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    user = server_user(tmp_path / "postgres", namespaces=False)
    with pytest.raises(CannotRun, match="who cannot reach"):
        Postgres(Home(tmp_path / "var"), user=user).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user run the server")
def test_without_namespaces_the_server_runs_as_nobody(open_folder: Path) -> None:
    home = Home(open_folder / "var")
    server = Postgres(home, user=server_user(home.postgres_data, namespaces=False))
    try:
        server.start()
    except CannotRun as problem:
        pytest.skip(str(problem))
    assert home.postgres_data.stat().st_uid != 0
    server.stop()
    later = Postgres(home)
    later.start()
    assert later.answers(), "data that nobody made stays nobody's"
    later.stop()
