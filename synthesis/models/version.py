from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from synthesis.formats import FORMATS
from synthesis.models.outline import Report


class BuildQuerySet(models.QuerySet["Build"]):
    def claimable(self, now: datetime) -> BuildQuerySet:
        """Queued builds, and running ones whose worker stopped giving signs of life."""
        return self.filter(
            Q(status=Build.Status.QUEUED) | Q(status=Build.Status.RUNNING, lease_until__lt=now)
        )

    def unfinished(self) -> BuildQuerySet:
        return self.filter(status__in=[Build.Status.QUEUED, Build.Status.RUNNING])

    def before(self, build: Build) -> BuildQuerySet:
        """The unfinished builds, of whatever consultation, that were asked for before this one."""
        same_moment = Q(requested_at=build.requested_at, pk__lt=build.pk)
        return self.unfinished().filter(Q(requested_at__lt=build.requested_at) | same_moment)

    def claim(self, pk: int, now: datetime) -> Build | None:
        """Take a build for this worker; None if another has it, or it is over."""
        taken = (
            self.claimable(now)
            .filter(pk=pk)
            .update(
                status=Build.Status.RUNNING,
                lease_until=now + settings.JOB_LEASE,
                attempts=models.F("attempts") + 1,
                started_at=models.functions.Coalesce("started_at", models.Value(now)),
            )
        )
        return self.select_related("report__consultation").get(pk=pk) if taken else None


class Build(models.Model):
    """One run of the worker that writes files: of a draft that it freezes, or of a version as published."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Building")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Failure(models.TextChoices):
        """Why a build failed, kept in `error`."""

        NO_DATES = "no-dates", _("The consultation has no opening and closing date yet.")
        NOT_ALLOWED = "not-allowed", _("The person who asked for it may no longer build this report.")
        NO_ROOM = "no-room", _("There is no room left on the disk.")
        DISK = "disk", _("The disk could not be read or written.")
        MISQUOTE = "misquote", _("A passage is not word for word what its contribution says.")
        WRITER = (
            "writer",
            _("The file could not be made from these words. The team that runs the site can see why."),
        )
        FONTS = "fonts", _("Fonts that the PDF is set in are missing on this site.")
        DAMAGED = "damaged", _("A finished file was not on the disk as it was written.")
        STOPPED_AGAIN = "stopped-again", _("The worker stopped three times before it was done.")

        @property
        def remedy(self) -> str:
            """What to do about it, as a sentence."""
            return str(REMEDIES[self])

    report = models.ForeignKey(Report, models.PROTECT, related_name="builds")
    formats = models.JSONField(default=list)
    languages = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    step = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    should_look = models.JSONField(default=list)
    requested_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    publishes = models.ForeignKey(
        "synthesis.Version", models.PROTECT, null=True, blank=True, related_name="publications"
    )
    retries = models.PositiveSmallIntegerField(default=0)

    objects = BuildQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(status__in=["queued", "running"]),
                name="build_runs_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Build {self.pk} ({self.status})"

    @property
    def is_unfinished(self) -> bool:
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}

    @property
    def is_queued(self) -> bool:
        return self.status == self.Status.QUEUED

    @property
    def reason(self) -> str:
        """Why it failed, as a sentence."""
        return str(self.Failure(self.error).label) if self.error in self.Failure.values else self.error

    @property
    def remedy(self) -> str:
        """What to do after a failure, as a sentence."""
        return self.Failure(self.error).remedy if self.error in self.Failure.values else ""

    @property
    def key(self) -> str:
        """The key of its row in the outbox and of the notice of how it ended; another one for each retry."""
        return f"build:{self.pk}:{self.retries}" if self.retries else f"build:{self.pk}"

    def extend_lease(self, now: datetime) -> bool:
        """Say that the worker lives; false when the build was cancelled or taken over."""
        mine = type(self).objects.filter(pk=self.pk, status=self.Status.RUNNING, attempts=self.attempts)
        return bool(mine.update(lease_until=now + settings.JOB_LEASE))

    def advance(self, step: int) -> bool:
        """Show progress; false when the build is no longer this worker's."""
        mine = type(self).objects.filter(pk=self.pk, status=self.Status.RUNNING, attempts=self.attempts)
        return bool(mine.update(step=step, lease_until=timezone.now() + settings.JOB_LEASE))

    def finish(self, status: str, *, error: str = "") -> bool:
        """End the build; false when it is no longer this worker's to end."""
        mine = type(self).objects.filter(pk=self.pk, status=self.Status.RUNNING, attempts=self.attempts)
        ended = mine.update(status=status, error=error, finished_at=timezone.now(), lease_until=None)
        if ended:
            self.refresh_from_db()
        return bool(ended)


_MEND_DISK = _("Ask the people who run the site to see to its disk, then try again.")
REMEDIES: dict[Build.Failure, Any] = {
    Build.Failure.NO_DATES: _("Set both dates, then try again."),
    Build.Failure.NOT_ALLOWED: _("Build it again yourself."),
    Build.Failure.NO_ROOM: _("Ask the people who run the site to make room, then try again."),
    Build.Failure.DISK: _MEND_DISK,
    Build.Failure.MISQUOTE: _("Highlight that passage anew or take it out of the evidence, then try again."),
    Build.Failure.WRITER: _("Try again, or build the other formats without this one."),
    Build.Failure.FONTS: _("Ask the people who run the site to install it anew, then try again."),
    Build.Failure.DAMAGED: _MEND_DISK,
    Build.Failure.STOPPED_AGAIN: _("Try again, or build the other formats without this one."),
}


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> VersionQuerySet:
        return self.filter(published_at__isnull=False)

    def current(self) -> VersionQuerySet:
        """Of each report the version published last, of those that stand."""
        return (
            self.published()
            .filter(withdrawn_at__isnull=True)
            .order_by("report", "-published_at", "-pk")
            .distinct("report")
        )


class Version(models.Model):
    """A frozen state of the report: the snapshot is the only thing the writers ever read.

    `recount` holds the counts as plain SQL found them beside those of the snapshot. A withdrawn version keeps
    its number, its checksum and its address, where the note stands in its place; its files are gone.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    draft = models.PositiveIntegerField()
    snapshot = models.JSONField()
    checksum = models.CharField(max_length=64)
    build = models.OneToOneField(Build, models.PROTECT, null=True, related_name="version")
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=10, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    changes = models.TextField(blank=True)
    recount = models.JSONField(default=dict, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_note = models.TextField(blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-draft"]
        constraints = [
            models.UniqueConstraint(fields=["report", "draft"], name="version_draft_number_is_unique"),
            models.UniqueConstraint(
                fields=["report", "number"], condition=~Q(number=""), name="version_number_is_unique"
            ),
            models.CheckConstraint(
                name="version_is_numbered_when_published",
                condition=Q(number="", published_at__isnull=True)
                | (~Q(number="") & Q(published_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """ "v1.0" once published, "Draft 7" before."""
        return f"v{self.number}" if self.number else _("Draft %(number)s") % {"number": self.draft}

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class SignOff(models.Model):
    """One step on the way to publication: an editor sends a built version, an approver answers."""

    class Kind(models.TextChoices):
        SENT = "sent", _("Sent for sign-off")
        RETURNED = "returned", _("Changes asked for")
        APPROVED = "approved", _("Approved and published")

    version = models.ForeignKey(Version, models.PROTECT, related_name="sign_offs")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"


class BuiltFile(models.Model):
    """One file of a version, written whole before it is offered."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="files")
    is_public = models.BooleanField(default=False)
    format = models.CharField(max_length=8)
    language = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "format", "language", "is_public"],
                name="built_file_is_one_per_format_and_language",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The format as people call it: PDF, Word."""
        one = FORMATS.get(self.format)
        return str(one.label) if one else self.format
