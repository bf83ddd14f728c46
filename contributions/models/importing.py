from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from contributions.models.contribution import Contribution
from rooms.models import Room


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def under_way(self) -> ImportRunQuerySet:
        return self.filter(status__in=UNDER_WAY)

    def claim(self, pk: int, now: datetime) -> ImportRun | None:
        """Take a run for this worker; None if another has it, or there is nothing to do."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        taken = (
            self.under_way()
            .filter(free, pk=pk)
            .update(lease_until=now + settings.JOB_LEASE, attempts=models.F("attempts") + 1)
        )
        related = self.select_related("room__consultation", "requested_by__user")
        return related.get(pk=pk) if taken else None


class ImportRun(models.Model):
    """A file of contributions on its way into a room: read, tried out, brought in.

    Its rows wait in ImportRow between the trial and the import; each leaves in the transaction that makes its
    contribution, so that a stopped import goes on where it was.
    """

    class Status(models.TextChoices):
        MAPPING = "mapping", _("Columns to be confirmed")
        CHECKING = "checking", _("Being tried out")
        CHECKED = "checked", _("Tried out")
        IMPORTING = "importing", _("Being imported")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Failure(models.TextChoices):
        UNREADABLE = "unreadable", _("The file could not be read any more.")
        NOT_ALLOWED = "not-allowed", _("The person who asked for it may no longer import here.")
        STOPPED_AGAIN = "stopped-again", _("The worker stopped three times at the same place.")
        UNKNOWN = "unknown", _("Something went wrong. The team that runs the site can see what.")

    room = models.ForeignKey(Room, models.CASCADE, related_name="imports")
    requested_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    name = models.CharField(max_length=120)
    reading = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    sample = models.JSONField(default=list, help_text="The first rows, cut, to look at.")
    sheets = models.JSONField(default=list, help_text="The names of a workbook's sheets.")
    source = models.CharField(max_length=120, blank=True)
    consent = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.MAPPING)
    error = models.CharField(max_length=20, blank=True)
    total = models.PositiveIntegerField(default=0, help_text="Rows in the file.")
    read = models.PositiveIntegerField(default=0, help_text="Rows read so far.")
    waiting = models.PositiveIntegerField(default=0, help_text="Contributions that the trial found.")
    made = models.PositiveIntegerField(default=0)
    standing = models.PositiveIntegerField(default=0, help_text="Imported before.")
    refused = models.PositiveIntegerField(default=0)
    unknown_themes = models.JSONField(
        default=dict, help_text="Names that stand for no theme, each with its number of rows."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Import {self.pk} ({self.status})"

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def reason(self) -> str:
        """Why it failed, as a sentence."""
        return str(self.Failure(self.error).label) if self.error in self.Failure.values else ""

    def mine(self) -> ImportRunQuerySet:
        """This run, as long as the worker that claimed it still holds it."""
        return type(self).objects.filter(pk=self.pk, status=self.status, attempts=self.attempts)

    def advance(self, **progress: Any) -> bool:
        """Show progress; false when the run was cancelled or taken over."""
        return bool(self.mine().update(lease_until=timezone.now() + settings.JOB_LEASE, **progress))


UNDER_WAY = frozenset({ImportRun.Status.CHECKING, ImportRun.Status.IMPORTING})


class ImportRow(models.Model):
    """A contribution that a row of the file holds and that waits to be made, or a row that is refused."""

    class Verdict(models.TextChoices):
        WAITS = "waits", _("To be made")
        STANDS = "stands", _("Imported before")
        REFUSED = "refused", _("Refused")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Its place in the file, from 1.")
    part = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=7, choices=Verdict, default=Verdict.WAITS)
    reason = models.CharField(max_length=20, blank=True)
    said = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    same = models.CharField(max_length=200, blank=True)
    own = models.CharField(max_length=250, blank=True)
    answers = models.CharField(max_length=250, blank=True)
    parent_key = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    place = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number", "part"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number", "part"], name="import_row_is_one_per_place"),
            models.CheckConstraint(
                name="import_row_is_refused_for_a_reason",
                condition=Q(verdict="refused") ^ Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["run", "same"], name="import_row_same"),
            models.Index(fields=["run", "own"], name="import_row_own"),
            models.Index(fields=["run", "verdict", "place"], name="import_row_place"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}.{self.part}: {self.verdict}"


class Provenance(models.Model):
    """Where an imported contribution comes from, and what its author agreed to."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, related_name="provenance", primary_key=True
    )
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="provenances")
    row = models.PositiveIntegerField(help_text="Its place in the file, from 1.")
    number = models.CharField(max_length=100, blank=True, help_text="Its number in the file.")
    source = models.CharField(max_length=120, blank=True)
    consent = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source}, row {self.row}"
