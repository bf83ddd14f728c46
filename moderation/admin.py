from __future__ import annotations

from django.contrib import admin

from consultation.admin.support import RecordAdmin, site
from moderation.models import Decision, Passage, Tagging, Theme


@admin.register(Theme, site=site)
class ThemeAdmin(RecordAdmin):
    list_display = ("name", "consultation", "parent", "position", "retired_at")
    list_select_related = ("consultation", "parent")
    search_fields = ("name",)


@admin.register(Passage, site=site)
class PassageAdmin(RecordAdmin):
    list_display = ("pk", "revision", "start", "end", "created_by", "created_at", "removed_at")
    list_select_related = ("revision", "created_by")
    ordering = ("-pk",)


@admin.register(Tagging, site=site)
class TaggingAdmin(RecordAdmin):
    list_display = ("pk", "theme", "contribution", "source", "by", "at", "removed_at")
    list_select_related = ("theme", "contribution", "by")
    ordering = ("-pk",)


@admin.register(Decision, site=site)
class DecisionAdmin(RecordAdmin):
    list_display = ("contribution", "kind", "reason", "actor", "at")
    list_filter = ("kind",)
    list_select_related = ("contribution", "actor")
    ordering = ("-pk",)
