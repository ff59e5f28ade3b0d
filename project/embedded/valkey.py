"""A private valkey on a Unix socket: the same transport as a production Redis or Valkey, with its file on disk."""

from __future__ import annotations

import signal
import socket
from collections.abc import Sequence
from typing import ClassVar

from project.embedded.binaries import valkey_server
from project.embedded.paths import Home
from project.embedded.server import Server


class Valkey(Server):
    """The broker. The append-only file keeps queued messages over a restart and, but for a second, a crash."""

    polite: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, home: Home) -> None:
        super().__init__("valkey", home)

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.home.valkey_socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def prepare(self) -> None:
        self.home.valkey_data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def command(self) -> Sequence[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.home.valkey_socket),
            "unixsocketperm": "700",
            "dir": str(self.home.valkey_data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            # A full broker must refuse, never drop, messages.
            "maxmemory-policy": "noeviction",
        }
        return [str(valkey_server()), *(word for name, value in options.items() for word in (f"--{name}", value))]
