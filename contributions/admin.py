from __future__ import annotations

from django.contrib import admin

from consultation.admin.support import RecordAdmin, site
from contributions.models import Contribution, Mention, Revision


@admin.register(Contribution, site=site)
class ContributionAdmin(RecordAdmin):
    list_display = ("pk", "number", "room", "author", "visibility", "language", "created_at")
    list_filter = ("visibility",)
    list_select_related = ("room", "author")
    ordering = ("-pk",)


@admin.register(Revision, site=site)
class RevisionAdmin(RecordAdmin):
    list_display = ("contribution", "number", "length", "language", "created_at", "sealed_at")
    list_select_related = ("contribution",)
    ordering = ("-pk",)


@admin.register(Mention, site=site)
class MentionAdmin(RecordAdmin):
    list_display = ("typed_name", "revision", "membership", "bound_at")
    list_select_related = ("revision", "membership")
    search_fields = ("typed_name",)
    ordering = ("-pk",)
