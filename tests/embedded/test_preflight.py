"""What goes wrong before the start is one sentence, and nothing is left running."""

from __future__ import annotations

import shutil
import socket
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from project.embedded import preflight
from project.embedded.demo import run_demo
from project.embedded.errors import CannotRun
from project.embedded.locks import try_lock
from project.embedded.preflight import bind, chosen_port, need_free_space

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "PATIENCE", 0.0)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_one_sentence(taken_port: int) -> None:
    with pytest.raises(CannotRun, match=rf"^Port {taken_port} is taken by another program: [^\n]*\.$"):
        bind(taken_port)


def test_a_free_port_is_held_on_loopback_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    with bind(port) as listening:
        assert listening.getsockname() == ("127.0.0.1", port)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CannotRun, match="has to be a number from 1 to 65535"):
        chosen_port()


def test_without_a_port_it_is_8000(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert chosen_port() == 8000


def test_a_full_disk_is_noticed_before_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(2**40, 2**40, 2**20))
    with pytest.raises(CannotRun, match="has 1 MB free, 300 MB are needed"):
        need_free_space(tmp_path)


def test_a_demo_on_a_taken_port_starts_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, taken_port: int
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    with pytest.raises(CannotRun, match="is taken"):
        run_demo(tmp_path)
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_second_demo_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = try_lock(tmp_path / "var" / "demo.lock")
    assert first is not None
    with pytest.raises(CannotRun, match="A demo is already running"):
        run_demo(tmp_path)
    first.close()
