"""Start the embedded servers that the environment names no other for."""

from __future__ import annotations

import os
from collections.abc import Callable

from project.embedded.paths import Home
from project.embedded.postgres import Postgres
from project.embedded.supervisor import Supervisor
from project.embedded.valkey import Valkey


def start_servers(supervisor: Supervisor, home: Home, env: dict[str, str], *, say: Callable[[str], None]) -> str | None:
    """Start them and add their URLs to `env`; returns the broker's if it is the embedded one."""
    if not os.environ.get("DATABASE_URL"):
        say("Starting PostgreSQL …")
        supervisor.start(Postgres(home))
        env["DATABASE_URL"] = home.database_url
    if os.environ.get("CELERY_BROKER_URL"):
        return None
    say("Starting valkey …")
    supervisor.start(Valkey(home))
    env["CELERY_BROKER_URL"] = home.broker_url
    return home.broker_url
