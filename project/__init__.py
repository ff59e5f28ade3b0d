"""Afterchat's Django project: settings, routes, the Celery application and the embedded servers."""

from project.celery import app as celery_app

__all__ = ["celery_app"]
