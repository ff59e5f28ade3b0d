"""`./run` from the outside: what it cannot do is one sentence and an exit code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with `run` and a lock that no package index can satisfy."""
    shutil.copy(ROOT / "run", tmp_path)
    digest = "0" * 64
    (tmp_path / "requirements.txt").write_text(f"afterchat-no-such-package==1.0 \\\n    --hash=sha256:{digest}\n")
    return tmp_path


def run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(folder / "run"), *arguments],
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def test_help_lists_the_commands(clone: Path) -> None:
    done = run(clone, "help")
    assert done.returncode == 0
    assert "./run demo" in done.stdout
    assert "./run test" in done.stdout


def test_an_unknown_command_is_refused(clone: Path) -> None:
    done = run(clone, "dmeo")
    assert done.returncode == 1
    assert "there is no command 'dmeo'" in done.stderr


def test_a_missing_package_is_named(clone: Path) -> None:
    done = run(clone, "demo", AFTERCHAT_VENV=sys.prefix)
    assert_one_sentence(done, "Installing requirements.txt failed", "afterchat-no-such-package")


def test_a_folder_that_is_no_virtual_environment_is_left_alone(clone: Path) -> None:
    precious = clone / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("mine")
    assert_one_sentence(run(clone, "demo", AFTERCHAT_VENV="precious"), "is no virtual environment")
    assert (precious / "thesis.txt").read_text() == "mine"


def test_an_old_python_is_refused(clone: Path) -> None:
    tools = clone / "tools"
    tools.mkdir()
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python"):
        fake = tools / name
        fake.write_text("#!/bin/sh\nexit 1\n")
        fake.chmod(0o755)
    done = run(clone, "demo", PATH=f"{tools}:/usr/bin:/bin")
    assert_one_sentence(done, "Python 3.11 or newer is needed")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(clone: Path) -> None:
    clone.chmod(0o500)
    assert_one_sentence(run(clone, "demo"), "cannot be written")
