"""WSGI entry point: `gunicorn project.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from project.chunked import with_content_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

application = with_content_length(get_wsgi_application())
