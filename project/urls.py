"""The only route table."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from feedback.views.answer import answer
from feedback.views.answers import answers
from feedback.views.changes import changes
from feedback.views.codebook import codebook, codebook_edit, codebook_theme, codebook_undo
from feedback.views.coverage import chats, coverage
from feedback.views.export import answers_csv
from feedback.views.followups import followup, followup_reopen
from feedback.views.overview import overview
from feedback.views.quality import quality
from feedback.views.review import (
    answer_review,
    answer_review_withdraw,
    review,
    review_back,
    review_card,
    review_restart,
)
from feedback.views.saved_views import saved_view_delete, saved_views
from feedback.views.theme import theme
from project.health import healthz, readyz
from surveys.api.conversations import ConversationClosedView
from surveys.views.hooks import hook
from surveys.views.imports import import_job, import_problems, imports
from surveys.views.rules import survey_rules
from surveys.views.stop import stop
from surveys.views.survey import opened, survey, thanks

urlpatterns = [
    path("", overview, name="overview"),
    path("changes", changes, name="changes"),
    path("themes/<slug:key>", theme, name="theme"),
    path("codebook", codebook, name="codebook"),
    path("codebook/<slug:key>", codebook_theme, name="codebook-theme"),
    path("codebook/<slug:key>/edit", codebook_edit, name="codebook-edit"),
    path("codebook/edits/<int:pk>/undo", codebook_undo, name="codebook-undo"),
    path("answers", answers, name="answers"),
    path("answers.csv", answers_csv, name="answers-csv"),
    path("answers/<int:pk>", answer, name="answer"),
    path("answers/<int:pk>/followup", followup, name="followup"),
    path("answers/<int:pk>/followup/reopen", followup_reopen, name="followup-reopen"),
    path("answers/<int:pk>/review", answer_review, name="answer-review"),
    path("answers/<int:pk>/review/withdraw", answer_review_withdraw, name="answer-review-withdraw"),
    path("review", review, name="review"),
    path("review/<int:pk>", review_card, name="review-card"),
    path("review/back", review_back, name="review-back"),
    path("review/more", review_restart, name="review-restart"),
    path("quality", quality, name="quality"),
    path("coverage", coverage, name="coverage"),
    path("chats", chats, name="chats"),
    path("views", saved_views, name="saved-views"),
    path("views/<int:pk>/delete", saved_view_delete, name="saved-view-delete"),
    path("login", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("imports", imports, name="imports"),
    path("imports/<int:pk>", import_job, name="import"),
    path("imports/<int:pk>/problems.csv", import_problems, name="import-problems"),
    path("surveys/<int:pk>/rules", survey_rules, name="survey-rules"),
    path("admin/", admin.site.urls),
    path("api/v1/conversations/closed", ConversationClosedView.as_view(), name="api-conversation-closed"),
    path("api/v1/conversations/closed/", ConversationClosedView.as_view()),
    path("hooks/<str:public_id>", hook, name="hook"),
    path("hooks/<str:public_id>/", hook),
    path("s/<str:token>", survey, name="survey"),
    path("s/<str:token>/", survey),
    path("s/<str:token>/opened", opened, name="survey-opened"),
    path("s/<str:token>/thanks", thanks, name="survey-thanks"),
    path("s/<str:token>/stop", stop, name="survey-stop"),
]
# Where a mail service tells what became of mails; only for those who use one.
if settings.ANYMAIL:
    urlpatterns.append(path("anymail/", include("anymail.urls")))
