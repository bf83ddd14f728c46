from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consultation.admin.support import RecordAdmin, site
from consultation.audit import record
from consultation.models import (
    AuditEntry,
    Consultation,
    DateChange,
    Invitation,
    Membership,
    NoticeStop,
    Notification,
    Outbox,
    User,
)

SUSPENDED = "person.suspended"
READMITTED = "person.readmitted"
NAMED = "administrator.named"
REMOVED = "administrator.removed"


class PersonForm(forms.ModelForm):
    """What support may do to an account: suspend it with a reason, and name administrators."""

    class Meta:
        model = User
        fields = ("suspension_reason", "is_superuser")
        labels = {"suspension_reason": _("Suspended because"), "is_superuser": _("Site administrator")}
        help_texts = {
            "suspension_reason": _("The person reads it when they log in. Emptied, they may come in again."),
            "is_superuser": "",
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        stays = bool(cleaned.get("is_superuser")) and not cleaned.get("suspension_reason")
        was = User.objects.get(pk=self.instance.pk).is_administrator
        others = User.objects.filter(is_superuser=True, suspended_at__isnull=True, is_active=True)
        if was and not stays and not others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_t("This is the only site administrator. Name another one first."))
        return cleaned


@admin.register(User, site=site)
class UserAdmin(RecordAdmin):
    form = PersonForm
    list_display = ("email", "name", "is_superuser", "suspended_at", "last_login", "date_joined")
    list_filter = ("is_superuser",)
    search_fields = ("email", "name", "handle")
    ordering = ("-date_joined",)
    fields = (
        "email",
        "name",
        "latin_name",
        "handle",
        "organisation",
        "job_title",
        "country",
        "language",
        "time_zone",
        "date_joined",
        "last_login",
        "suspended_at",
        "suspension_reason",
        "is_superuser",
    )
    readonly_fields = tuple(name for name in fields if name not in PersonForm.Meta.fields)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody suspends or demotes themselves."""
        return self.has_view_permission(request, obj) and (obj is None or obj != request.user)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        before = User.objects.select_for_update().get(pk=obj.pk)
        obj.suspended_at = (before.suspended_at or timezone.now()) if obj.suspension_reason else None
        obj.save(update_fields=["suspended_at", "suspension_reason", "is_superuser"])
        actor: Any = request.user
        if before.is_suspended != obj.is_suspended:
            action = SUSPENDED if obj.is_suspended else READMITTED
            record(action, obj, actor=actor, consultation=None, reason=obj.suspension_reason)
        if before.is_superuser != obj.is_superuser:
            record(NAMED if obj.is_superuser else REMOVED, obj, actor=actor, consultation=None)


@admin.register(Consultation, site=site)
class ConsultationAdmin(RecordAdmin):
    list_display = ("title", "slug", "audience", "opens_at", "closes_at", "published_at")
    search_fields = ("title", "slug")
    ordering = ("-created_at",)


@admin.register(DateChange, site=site)
class DateChangeAdmin(RecordAdmin):
    list_display = ("consultation", "old_closes_at", "new_closes_at", "reason", "at")
    list_select_related = ("consultation",)


@admin.register(Membership, site=site)
class MembershipAdmin(RecordAdmin):
    list_display = ("name", "consultation", "role", "country", "joined_at")
    list_filter = ("role",)
    list_select_related = ("consultation",)
    search_fields = ("name", "user__email")
    ordering = ("-joined_at",)


@admin.register(Invitation, site=site)
class InvitationAdmin(RecordAdmin):
    list_display = ("email", "consultation", "role", "created_at", "accepted_at", "revoked_at")
    list_select_related = ("consultation",)
    search_fields = ("email", "name")
    ordering = ("-created_at",)


@admin.register(Notification, site=site)
class NotificationAdmin(RecordAdmin):
    list_display = ("recipient", "kind", "consultation", "created_at", "read_at")
    list_filter = ("kind",)
    list_select_related = ("recipient", "consultation")


@admin.register(NoticeStop, site=site)
class NoticeStopAdmin(RecordAdmin):
    list_display = ("user", "group", "at")
    list_select_related = ("user",)


class WaitingFilter(admin.SimpleListFilter):
    """The outbox by what became of its rows."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        return [("open", _("waiting")), ("done", _("done")), ("dead", _("given up"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Outbox]) -> QuerySet[Outbox]:  # noqa: ARG002
        states = {
            "open": queryset.filter(done_at__isnull=True, dead_at__isnull=True),
            "done": queryset.filter(done_at__isnull=False),
            "dead": queryset.filter(dead_at__isnull=False),
        }
        return states.get(self.value() or "", queryset)


@admin.register(Outbox, site=site)
class OutboxAdmin(RecordAdmin):
    """What follows a commit. Rows that were given up can be tried again."""

    list_display = ("kind", "key", "created_at", "attempts", "done_at", "dead_at", "error")
    list_filter = (WaitingFilter, "kind")
    search_fields = ("key",)
    ordering = ("-pk",)
    actions = ("try_again",)

    @admin.action(description=_("Try again what was given up"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Outbox]) -> None:
        actor: Any = request.user
        with transaction.atomic():
            rows = list(queryset.filter(dead_at__isnull=False).select_for_update())
            for row in rows:
                row.dead_at, row.lease_until, row.attempts = None, None, 0
                row.available_at = timezone.now()
                row.save(update_fields=["dead_at", "lease_until", "attempts", "available_at"])
                record("outbox.tried_again", row, actor=actor, consultation=None)
        told = ngettext("%(n)d row is tried again.", "%(n)d rows are tried again.", len(rows))
        self.message_user(request, told % {"n": len(rows)}, messages.SUCCESS)


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(RecordAdmin):
    list_display = ("at", "action", "actor_id", "object_type", "object_id", "consultation_id", "reason")
    search_fields = ("action", "object_type", "=object_id", "=actor_id", "=consultation_id")
