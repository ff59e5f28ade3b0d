"""PostgreSQL refuses to run as root. For root, give it another user id without creating a user or changing a mode.

First choice: a user namespace in which our one user id has another number; every file stays root's. Where the kernel
or the container forbids namespaces: the user `nobody`, who must then be able to reach the binaries and the data.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from project.embedded.errors import CannotRun

CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class ServerUser:
    """Who the server runs as: `become` runs in the child before exec, `own` hands it a folder."""

    become: Callable[[], None]
    uid: int
    gid: int

    def own(self, folder: Path) -> None:
        if self.uid != os.geteuid():
            os.chown(folder, self.uid, self.gid)


def server_user(data: Path, *, namespaces: bool = True) -> ServerUser:
    """The user for a PostgreSQL on the folder `data`; `namespaces=False` forces the second choice.

    Data that an ordinary user has made before stays that user's when root starts the server.
    """
    uid, gid = os.geteuid(), os.getegid()
    if uid != 0:
        return ServerUser(become=_stay, uid=uid, gid=gid)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return _other(owner.st_uid, owner.st_gid)
    nobody = _nobody()
    enter = _enter_namespace(nobody.pw_uid)
    if namespaces and _works(enter):
        return ServerUser(become=enter, uid=uid, gid=gid)
    return _other(nobody.pw_uid, nobody.pw_gid)


def _stay() -> None:
    return


def _nobody() -> pwd.struct_passwd:
    """initdb looks its user id up, so it must be one that the machine has a name for."""
    entries = sorted(pwd.getpwall(), key=lambda entry: entry.pw_name != "nobody")
    for entry in entries:
        if entry.pw_uid != 0:
            return entry
    raise CannotRun("PostgreSQL refuses to run as root and this machine knows no other user: run as one.")


def _enter_namespace(inner_uid: int) -> Callable[[], None]:
    uid, gid = os.geteuid(), os.getegid()

    def enter() -> None:
        if _libc.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        maps = {"setgroups": "deny", "uid_map": f"{inner_uid} {uid} 1", "gid_map": f"{inner_uid} {gid} 1"}
        for name, text in maps.items():
            Path(f"/proc/self/{name}").write_text(text)

    return enter


def _other(uid: int, gid: int) -> ServerUser:
    def switch() -> None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)

    return ServerUser(become=switch, uid=uid, gid=gid)


def _works(enter: Callable[[], None]) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        subprocess.run(["true"], preexec_fn=enter, check=True, stderr=subprocess.DEVNULL)
    except (subprocess.SubprocessError, OSError):
        return False
    return True
