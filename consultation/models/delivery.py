"""What people are told, and how it leaves the house: notices, their stops, the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Notification(models.Model):
    """One thing one person is told. Its words are written when read, so that nothing hidden lingers here."""

    recipient = models.ForeignKey("consultation.User", models.CASCADE, related_name="notifications")
    consultation = models.ForeignKey(
        "consultation.Consultation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    object_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notification_is_given_once"),
        ]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notification_by_recipient")]

    def __str__(self) -> str:
        return f"{self.kind} > {self.recipient_id}"


class NoticeStop(models.Model):
    """A kind of mail this person does not want. Notices on the site stay."""

    user = models.ForeignKey("consultation.User", models.CASCADE, related_name="notice_stops")
    group = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="notice_stop_is_one_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.group}"


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def due(self, now: datetime) -> OutboxQuerySet:
        """Rows that wait for delivery: never sent, or sent to somebody whose lease ran out."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        return self.filter(free, done_at__isnull=True, dead_at__isnull=True, available_at__lte=now)

    def open(self) -> OutboxQuerySet:
        return self.filter(done_at__isnull=True, dead_at__isnull=True)


class Outbox(models.Model):
    """Work that must follow a committed change. Written in its transaction, delivered by the relay."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=150, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    available_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "outbox"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
                name="outbox_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def back_off(self, error: str, now: datetime) -> None:
        """Put the row back after a failure: waits of 1, 2, 4 ... minutes, dead after the last attempt."""
        self.error = error[:2000]
        self.lease_until = None
        self.available_at = now + timedelta(minutes=2 ** max(self.attempts - 1, 0))
        if self.attempts >= MAX_ATTEMPTS:
            self.dead_at = now
        self.save(update_fields=["error", "lease_until", "available_at", "dead_at"])


MAX_ATTEMPTS = 8
