"""The sockets' places are known without starting anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.embedded.paths import LONGEST_SOCKET_PATH, POSTGRES_SOCKET, Home, broker_url, database_url, suite_home


def test_the_urls_point_below_var(tmp_path: Path) -> None:
    assert database_url(Path("/srv/app")) == "postgresql://app@/afterchat?host=/srv/app/var/run"
    assert broker_url(Path("/srv/app")) == "redis+socket:///srv/app/var/run/valkey.sock"


def test_a_space_in_the_path_is_escaped() -> None:
    assert database_url(Path("/srv/my app")).endswith("?host=/srv/my%20app/var/run")


@pytest.mark.parametrize("length", [1, 60, 91, 92, 300])
def test_a_socket_always_fits_its_address(length: int) -> None:
    home = Home(Path("/" + "x" * length))
    assert len(str(home.sockets / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH


def test_two_long_paths_do_not_share_their_sockets() -> None:
    assert Home(Path("/" + "x" * 200)).sockets != Home(Path("/" + "x" * 201)).sockets


def test_the_tests_do_not_use_the_demos_servers() -> None:
    root = Path("/srv/app")
    assert suite_home(root, 1).database_url != database_url(root)
    assert suite_home(root, 1).broker_url != broker_url(root)
