"""The operator's side: teams, sources, surveys, and what happened, in Django's admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from surveys.models import (
    Agent,
    ApiKey,
    Conversation,
    Decision,
    Delivery,
    ImportJob,
    InboundEvent,
    Membership,
    Question,
    Source,
    Suppression,
    Survey,
    SurveyRules,
    Team,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A record of what happened: to be read, not edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


class QuestionInline(admin.TabularInline):
    model = Question
    extra = 0
    ordering = ("position",)


class ApiKeyInline(admin.TabularInline):
    """Keys can be revoked here; a new one is made by `manage.py create_source`, which alone ever shows it."""

    model = ApiKey
    extra = 0
    max_num = 0
    can_delete = False
    readonly_fields = ("hint", "created_at")


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    inlines = (MembershipInline,)
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "role", "team")
    list_filter = ("role", "team")


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):
    list_display = ("name", "team", "source")
    list_filter = ("team", "source")
    search_fields = ("name", "external_id")


class RulesInline(admin.StackedInline):
    model = SurveyRules
    extra = 0


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    inlines = (QuestionInline, RulesInline)
    list_display = ("name", "is_active")


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    inlines = (ApiKeyInline,)
    list_display = ("name", "kind", "default_team", "survey", "is_active")


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ("external_id", "closure_number", "source", "team", "closed_at")
    list_filter = ("source", "team")
    search_fields = ("external_id",)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("conversation", "outcome", "reason", "decided_at")
    list_filter = ("outcome", "reason")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("invitation", "channel", "kind", "state", "due_at", "attempts", "outcome")
    list_filter = ("state", "kind", "channel")


@admin.register(InboundEvent)
class InboundEventAdmin(ReadOnlyAdmin):
    list_display = ("source", "received_at", "dedup_key")
    list_filter = ("source",)


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "state", "total_rows", "imported", "already_there", "refused", "created_at")
    list_filter = ("state",)


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    list_display = ("person_key", "cause", "created_at")
    list_filter = ("cause",)
