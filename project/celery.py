"""The Celery application. Rows in PostgreSQL are the queue; a message is only a doorbell (docs/architecture.md)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

app = Celery("afterchat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
