"""The embedded broker, with real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import redis

from project.embedded.paths import Home
from project.embedded.unacknowledged import put_back
from project.embedded.valkey import Valkey

TAKES_A_MESSAGE_AND_DIES = """
import os, sys
from kombu import Connection
with Connection(sys.argv[1]) as connection:
    queue = connection.SimpleQueue("bell")
    queue.put({"n": 1})
    queue.get(timeout=5)
    os._exit(9)
"""


def client(server: Valkey) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(server.home.valkey_socket))


def take_a_message_and_die(server: Valkey) -> None:
    done = subprocess.run([sys.executable, "-c", TAKES_A_MESSAGE_AND_DIES, server.home.broker_url], check=False)
    assert done.returncode == 9


def test_what_is_queued_survives_a_stop(valkey: Valkey) -> None:
    valkey.start()
    client(valkey).rpush("celery", "message")
    valkey.stop()
    assert not valkey.answers()
    valkey.start()
    assert client(valkey).llen("celery") == 1


def test_a_killed_server_starts_again(valkey: Valkey) -> None:
    valkey.start()
    assert valkey.process is not None
    valkey.process.kill()
    valkey.process.wait()
    assert not valkey.alive()
    valkey.start()
    assert valkey.alive()
    assert valkey.answers()


def test_a_second_start_shares_the_server_and_never_stops_it(valkey: Valkey) -> None:
    valkey.start()
    second = Valkey(valkey.home)
    second.start()
    second.stop()
    assert second.process is None
    assert valkey.answers()


def test_a_home_with_a_very_long_path_works(tmp_path: Path) -> None:
    server = Valkey(Home(tmp_path / ("x" * 120)))
    server.start()
    assert server.answers()
    server.stop()
    server.home.sockets.rmdir()


def test_a_message_that_a_killed_worker_held_is_queued_again(valkey: Valkey) -> None:
    valkey.start()
    take_a_message_and_die(valkey)
    assert client(valkey).llen("bell") == 0
    assert put_back(valkey.home.broker_url) == 1
    assert client(valkey).llen("bell") == 1
    assert put_back(valkey.home.broker_url) == 0
