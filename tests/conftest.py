from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.builders import a_user


@pytest.fixture
def manager(db: None) -> User:
    """A manager of every team."""
    return a_user()


@pytest.fixture
def manager_client(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client
