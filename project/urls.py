"""The only route table."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from project.health import healthz, readyz
from surveys.api.conversations import ConversationClosedView
from surveys.views.stop import stop
from surveys.views.survey import survey, thanks
from surveys.views.imports import import_job, import_problems, imports

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("imports", imports, name="imports"),
    path("imports/<int:pk>", import_job, name="import"),
    path("imports/<int:pk>/problems.csv", import_problems, name="import-problems"),
    path("admin/", admin.site.urls),
    path("api/v1/conversations/closed", ConversationClosedView.as_view(), name="api-conversation-closed"),
    path("api/v1/conversations/closed/", ConversationClosedView.as_view()),
    path("s/<str:token>", survey, name="survey"),
    path("s/<str:token>/thanks", thanks, name="survey-thanks"),
    path("s/<str:token>/stop", stop, name="survey-stop"),
]
