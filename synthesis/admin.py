from __future__ import annotations

from django.contrib import admin

from consultation.admin.support import RecordAdmin, site
from synthesis.models import Build, BuiltFile, Report, Version


@admin.register(Report, site=site)
class ReportAdmin(RecordAdmin):
    list_display = ("consultation", "kind", "draft_number", "created_at")
    list_select_related = ("consultation",)


@admin.register(Version, site=site)
class VersionAdmin(RecordAdmin):
    """Without the snapshot, which is too long for a page and stands in the built files."""

    list_display = ("report", "draft", "number", "checksum", "frozen_at", "published_at")
    list_select_related = ("report__consultation",)
    exclude = ("snapshot",)
    ordering = ("-pk",)


@admin.register(Build, site=site)
class BuildAdmin(RecordAdmin):
    list_display = ("report", "status", "step", "attempts", "requested_at", "finished_at")
    list_filter = ("status",)
    list_select_related = ("report__consultation",)
    ordering = ("-pk",)


@admin.register(BuiltFile, site=site)
class BuiltFileAdmin(RecordAdmin):
    list_display = ("name", "version", "format", "size", "created_at")
    list_select_related = ("version",)
    search_fields = ("name",)
    ordering = ("-pk",)
