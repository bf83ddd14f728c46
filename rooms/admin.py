from __future__ import annotations

from django.contrib import admin

from consultation.admin.support import RecordAdmin, site
from rooms.models import GuidingQuestion, Room


@admin.register(Room, site=site)
class RoomAdmin(RecordAdmin):
    list_display = ("title", "consultation", "position", "last_number", "premoderated", "counts_in_report")
    list_select_related = ("consultation",)
    search_fields = ("title", "slug")


@admin.register(GuidingQuestion, site=site)
class GuidingQuestionAdmin(RecordAdmin):
    list_display = ("number", "room", "label", "text")
    list_select_related = ("room",)
    search_fields = ("text", "label")
