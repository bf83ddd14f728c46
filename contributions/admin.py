from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from consultation.admin.support import RecordAdmin, site
from contributions.bylines import byline
from contributions.models import Contribution, Mention, Revision


@admin.register(Contribution, site=site)
class ContributionAdmin(RecordAdmin):
    list_display = ("pk", "number", "room", "signed", "visibility", "language", "created_at")
    list_filter = ("visibility",)
    list_select_related = ("room", "author__user")
    exclude = ("author", "entered_by")
    readonly_fields = ("signed",)
    ordering = ("-pk",)

    @admin.display(description=_("signed"))
    def signed(self, contribution: Contribution) -> str:
        """As the public reads it: support learns no withheld name in passing."""
        return byline(contribution, None).name


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
