from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from tests.builders import a_user


@pytest.fixture(autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Signing in is not what the tests are about, and the real hasher would take most of their time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def manager(db: None) -> User:
    """A manager of every team."""
    return a_user()


@pytest.fixture
def manager_client(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client
