from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consultation.models.choices import TEAM_ROLES, Audience, Role, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from consultation.models.user import User

is_colour = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Enter a colour such as #0B5563."))


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def published(self) -> ConsultationQuerySet:
        """No longer a draft. An opening date in the future still counts: it is announced."""
        return self.filter(published_at__isnull=False)

    def knowable_by(self, user: User | AnonymousUser) -> ConsultationQuerySet:
        """Those whose existence this person may learn of; all others answer 404."""
        public = Q(published_at__isnull=False) & ~Q(audience=Audience.INVITED)
        if not user.is_authenticated or user.is_suspended:
            return self.filter(public)
        if user.is_administrator:
            return self
        member = Q(published_at__isnull=False, pk__in=_consultations_of(user))
        team = Q(pk__in=_consultations_of(user, roles=TEAM_ROLES))
        return self.filter(public | member | team)

    def listed_for(self, user: User | AnonymousUser) -> ConsultationQuerySet:
        """Those that stand in this person's lists: an unlisted one only for its members."""
        listed = ~Q(audience=Audience.UNLISTED)
        if user.is_authenticated and not user.is_suspended:
            listed |= Q(pk__in=_consultations_of(user))
        return self.knowable_by(user).filter(listed)

    def in_state(self, state: str, now: datetime) -> ConsultationQuerySet:
        """Those that stand there at that instant; the same rule as `Consultation.state_at`."""
        live = self.published().filter(Q(archived_at__isnull=True) | Q(archived_at__gt=now))
        over = live.filter(closes_at__lte=now)
        by_state: dict[str, ConsultationQuerySet] = {
            State.SCHEDULED: live.filter(opens_at__gt=now),
            State.OPEN: live.filter(opens_at__lte=now, closes_at__gt=now),
            State.CLOSED: over.filter(Q(summary_published_at__isnull=True) | Q(summary_published_at__gt=now)),
            State.PUBLISHED: over.filter(summary_published_at__lte=now),
            State.ARCHIVED: self.published().filter(archived_at__lte=now),
            State.DRAFT: self.filter(published_at__isnull=True),
        }
        return by_state.get(state, self.none())


def _consultations_of(user: User, roles: Iterable[str] = Role.values) -> QuerySet[Any, Any]:
    """The pks of the consultations in which this person has one of these roles."""
    return user.memberships.filter(role__in=roles).values("consultation")


class Consultation(models.Model):
    """One time-bound inquiry with a question and an organiser. Its address never changes."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=60, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    welcome = models.TextField(blank=True)
    objective = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    organiser = models.CharField(max_length=200, blank=True)
    sponsor = models.CharField(max_length=300, blank=True)
    brand_colour = models.CharField(max_length=7, blank=True, validators=[is_colour])
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    language = models.CharField(max_length=10, default="en")
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    city = models.CharField(max_length=60, default="UTC")
    time_zone = models.CharField(max_length=64, default="UTC")
    summary_due_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    summary_published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["closes_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="consultation_closes_after_opening",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="consultation_is_published_with_both_dates",
                condition=Q(published_at__isnull=True) | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """The short form of the title, for breadcrumbs and running heads."""
        return self.short_title or self.title

    def state_at(self, now: datetime) -> State:
        """Where the consultation stands at that instant (UTC-aware)."""
        if self.published_at is None or self.opens_at is None or self.closes_at is None:
            return State.DRAFT
        if self.archived_at is not None and self.archived_at <= now:
            return State.ARCHIVED
        if now < self.opens_at:
            return State.SCHEDULED
        if now < self.closes_at:
            return State.OPEN
        if self.summary_published_at is not None and self.summary_published_at <= now:
            return State.PUBLISHED
        return State.CLOSED

    @property
    def state(self) -> State:
        return self.state_at(timezone.now())

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_extended(self) -> bool:
        """Whether the closing date in force is later than the first one. Prefetch `date_changes` in lists."""
        return self._moved_to is not None and self._moved_to == self.closes_at

    @cached_property
    def _moved_to(self) -> datetime | None:
        later = [c.new_closes_at for c in self.date_changes.all() if c.new_closes_at > c.old_closes_at]
        return later[-1] if later else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def opens_locally(self) -> datetime | None:
        return self.opens_at.astimezone(self.zone) if self.opens_at else None

    @property
    def closes_locally(self) -> datetime | None:
        return self.closes_at.astimezone(self.zone) if self.closes_at else None


class DateChange(models.Model):
    """A closing date that was moved: the old and the new one, and why. Shown wherever the date is."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="date_changes")
    old_closes_at = models.DateTimeField()
    new_closes_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    actor = models.ForeignKey("consultation.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="date_change_changes_the_date",
                condition=~Q(old_closes_at=F("new_closes_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.old_closes_at} > {self.new_closes_at}"

    @property
    def old_locally(self) -> datetime:
        return self.old_closes_at.astimezone(self.consultation.zone)

    @property
    def new_locally(self) -> datetime:
        return self.new_closes_at.astimezone(self.consultation.zone)
