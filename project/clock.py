"""The Celery application as the clock needs it: the schedule alone (`celery -A project.clock beat`).

Celery's beat would otherwise import every task, and with them the text engine: 130 MB and two seconds for nothing.
"""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

app = Celery("afterchat-clock")
app.config_from_object("django.conf:settings", namespace="CELERY")
