"""The operator's side of what the engine found."""

from __future__ import annotations

from django.contrib import admin

from feedback.models import Analysis, AnalysisRun, Theme, ThemeExample


class ThemeExampleInline(admin.TabularInline):
    model = ThemeExample
    extra = 0


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    inlines = (ThemeExampleInline,)
    list_display = ("label", "key", "parent", "position", "is_active")
    list_filter = ("parent", "is_active")


@admin.register(AnalysisRun)
class AnalysisRunAdmin(admin.ModelAdmin):
    list_display = ("started_at", "finished_at", "engine_version", "answers", "failures")


@admin.register(Analysis)
class AnalysisAdmin(admin.ModelAdmin):
    list_display = ("answer", "state", "engine_version", "sentiment", "attempts", "failure")
    list_filter = ("state", "engine_version")
    raw_id_fields = ("answer", "run")
