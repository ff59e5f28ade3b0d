"""The supervisor, over small commands in place of the product's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from project.embedded.errors import CannotRun
from project.embedded.postgres import Postgres
from project.embedded.program import Program
from project.embedded.supervisor import MOST_FAILURES, Supervisor
from tests.embedded.waiting import eventually

SUPERVISES = """
import sys
from pathlib import Path
from project.embedded.program import Program
from project.embedded.supervisor import Supervisor
supervisor = Supervisor(print)
child = Program("child", ["sleep", "60"], log=Path(sys.argv[1]), cwd=Path("/"))
supervisor.start(child)
print(child.process.pid, flush=True)
supervisor.watch()
"""


class Stage:
    """A supervisor, what it said, and a way to make programs for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.supervisor = Supervisor(self.said.append, first_pause=0.01)

    def program(self, script: str) -> Program:
        return Program("child", ["bash", "-c", script], log=self.folder / "child.log", cwd=self.folder)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.supervisor.stop_all()


def pid_of(program: Program) -> int:
    assert program.process is not None
    return program.process.pid


def is_running(pid: int) -> bool:
    """A zombie that nobody has waited for yet is dead."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_killed_child_is_started_again_and_one_line_says_so(stage: Stage) -> None:
    child = stage.program("sleep 60")
    stage.supervisor.start(child)
    first = pid_of(child)
    os.kill(first, signal.SIGKILL)
    assert stage.supervisor.wait_for(lambda: pid_of(child) != first, seconds=5)
    assert child.alive()
    assert stage.said == ["child stopped (SIGKILL); starting it again in 0.01 s."]


def test_a_child_that_keeps_dying_is_given_up_with_its_last_words(stage: Stage) -> None:
    stage.supervisor.start(stage.program("echo no model found; exit 3"))
    with pytest.raises(CannotRun, match=r"keeps stopping \(exit code 3\).*ends with: no model found"):
        stage.supervisor.wait_for(lambda: False, seconds=10)
    assert len(stage.said) == MOST_FAILURES - 1


def test_a_dead_childs_own_children_are_gone_before_it_starts_again(stage: Stage) -> None:
    child = stage.program("sleep 60 & echo $! > grandchild; wait")
    stage.supervisor.start(child)
    note = stage.folder / "grandchild"
    assert eventually(lambda: note.exists() and note.read_text().strip().isdigit())
    grandchild, first = int(note.read_text()), pid_of(child)
    os.kill(first, signal.SIGKILL)
    assert stage.supervisor.wait_for(lambda: pid_of(child) != first, seconds=5)
    assert eventually(lambda: not is_running(grandchild))


def test_stopping_leaves_nothing_running_even_what_ignores_sigterm(stage: Stage) -> None:
    stubborn = stage.program("trap '' TERM; while true; do sleep 1; done")
    stubborn.grace = 0.3
    stage.supervisor.start(stubborn)
    pid = pid_of(stubborn)
    stage.supervisor.stop_all()
    assert not is_running(pid)


def test_a_killed_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SUPERVISES, str(tmp_path / "child.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        assert is_running(child)
        supervisor.kill()
    assert eventually(lambda: not is_running(child))


def test_a_step_that_fails_says_how(stage: Stage) -> None:
    with pytest.raises(CannotRun, match=r"child failed \(exit code 4\).*ends with: no such table"):
        stage.supervisor.run_steps(stage.program("echo no such table >&2; exit 4"))


def test_a_step_that_succeeds_is_not_started_again(stage: Stage) -> None:
    stage.supervisor.run_steps(stage.program("echo done"))
    stage.supervisor.tick()
    assert stage.said == []


def test_a_killed_postgresql_is_started_again(stage: Stage, postgres: Postgres) -> None:
    stage.supervisor.start(postgres)
    assert postgres.process is not None
    postgres.process.kill()
    assert stage.supervisor.wait_for(lambda: bool(stage.said), seconds=5)
    assert stage.supervisor.wait_for(postgres.answers, seconds=20)


def test_a_frozen_postgresql_is_noticed_by_its_silence(stage: Stage, postgres: Postgres) -> None:
    postgres.start()
    postgres.answers = lambda: False  # type: ignore[method-assign]
    for _ in range(4):
        postgres._next_probe = 0.0
        alive = postgres.alive()
    assert not alive
