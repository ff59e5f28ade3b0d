"""All settings, read from the environment and from nowhere else. `.env.example` documents every variable.

Without any variable set, Afterchat uses the embedded PostgreSQL and broker that `./run demo` starts under `var/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import schedule
from csp.constants import NONE, SELF
from environs import Env

from project.embedded.paths import broker_url, database_url
from project.secret_key import stored_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# --- Where things are -------------------------------------------------------------------------------------------------
VAR_DIR = Path(env.str("AFTERCHAT_VAR_DIR", "") or BASE_DIR / "var")
MODEL_CACHE_DIR = Path(env.str("AFTERCHAT_MODEL_CACHE", "") or VAR_DIR / "models")
PUBLIC_BASE_URL = env.str("AFTERCHAT_PUBLIC_BASE_URL", "http://127.0.0.1:8000").rstrip("/")

# --- Security ---------------------------------------------------------------------------------------------------------
DEBUG = env.bool("AFTERCHAT_DEBUG", False)
SECRET_KEY = env.str("AFTERCHAT_SECRET_KEY", "") or stored_secret_key(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS: list[str] = env.list("AFTERCHAT_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS: list[str] = env.list("AFTERCHAT_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
HTTPS = PUBLIC_BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("AFTERCHAT_HSTS_SECONDS", 3600 if HTTPS else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("AFTERCHAT_BEHIND_PROXY", False) else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_IMPORT_BYTES = env.int("AFTERCHAT_MAX_IMPORT_BYTES", 64 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = ["surveys.uploads.BoundedUploadHandler"]

# --- Application ------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "rest_framework",
    "surveys",
    "feedback",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- PostgreSQL -------------------------------------------------------------------------------------------------------
_database: dict[str, Any] = dict(dj_database_url.parse(env.str("DATABASE_URL", "") or database_url(BASE_DIR)))
_database["CONN_MAX_AGE"] = 0  # the pool keeps the connections
_database.setdefault("OPTIONS", {})["pool"] = {
    "min_size": 1,
    "max_size": env.int("AFTERCHAT_DB_POOL", 8),
    "timeout": 10,
}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery -----------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "") or broker_url(BASE_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "max_retries": 0,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
    }
    if CELERY_BROKER_URL.startswith("redis")
    else {"max_retries": 0}
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The sweeps ring again for whatever a lost message left waiting in the database.
CELERY_BEAT_SCHEDULE = {
    "deliver what is due": {"task": "surveys.sweep", "schedule": schedule(10.0)},
    "analyse what is waiting": {"task": "feedback.sweep", "schedule": schedule(15.0)},
}

# --- E-mail -----------------------------------------------------------------------------------------------------------
# Without EMAIL_URL every message becomes a file under var/mail: nothing leaves the machine by accident.
if env.str("EMAIL_URL", ""):
    _email = env.dj_email_url("EMAIL_URL")
    vars().update({name: value for name, value in _email.items() if name.startswith("EMAIL_") and value is not None})
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
# A mail service instead of a mail server: ANYMAIL holds its settings as JSON, its webhook's secret among them.
ANYMAIL: dict[str, Any] = json.loads(env.str("ANYMAIL", "") or "{}")
if ANYMAIL:
    ANYMAIL.setdefault("IGNORE_UNSUPPORTED_FEATURES", True)
    EMAIL_BACKEND = env.str("AFTERCHAT_EMAIL_BACKEND")
    INSTALLED_APPS.append("anymail")
EMAIL_TIMEOUT = env.int("AFTERCHAT_EMAIL_TIMEOUT", 15)
DEFAULT_FROM_EMAIL = env.str("AFTERCHAT_FROM_EMAIL", "Afterchat <feedback@localhost>")

# --- REST framework ---------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["surveys.api.parsers.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["surveys.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "EXCEPTION_HANDLER": "surveys.api.errors.problem_json",
    "UNAUTHENTICATED_USER": None,
}

# --- Language, time, files, logs --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # half a page in another language is worse than none
USE_I18N = True
TIME_ZONE = env.str("AFTERCHAT_TIME_ZONE", "UTC")
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without survey links": {"()": "surveys.logs.HideTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without survey links"]}
    },
    "root": {"handlers": ["console"], "level": env.str("AFTERCHAT_LOG_LEVEL", "INFO")},
}
