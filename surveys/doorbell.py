"""Wake a worker for a row that waits in the database.

The row is the queue, so a lost message only costs time: the sweeps ring again. That is why a broker that is down is
logged and not raised, and why tasks are rung by name: a web process never imports the engine behind them.
"""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring_on_commit(task: str, *args: int) -> None:
    """Send `task` with row ids as its arguments once the current transaction has committed."""
    transaction.on_commit(partial(ring, task, *args))


def ring(task: str, *args: int) -> None:
    """Send `task` now; a broker that cannot be reached is logged, the sweep will find the row."""
    try:
        current_app.send_task(task, args=args, retry=False, ignore_result=True)
    except OperationalError as error:
        logger.warning("The broker did not take %s%s, the next sweep will: %s", task, args, error)
