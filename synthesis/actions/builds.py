"""Asking for a build, and calling it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import Membership
from synthesis.models import Build, Report, Version

BUILD = "report.build"


@transaction.atomic
def request_build(
    report: Report, formats: Sequence[str], *, by: Membership | None, languages: Sequence[str] = ()
) -> Build:
    """Have a draft built in these formats, and in these languages besides its own.

    While one is being built, asking again gives that one.
    """
    return _running(report) or _new_build(report, formats, by, languages)


@transaction.atomic
def build_in_foreground(
    report: Report, formats: Sequence[str], *, now: datetime, languages: Sequence[str] = ()
) -> Build | None:
    """A build that the calling process works off itself, claimed already; None while another one runs.

    Should that process be killed, a worker takes the build over when its lease ends.
    """
    if _running(report) is not None:
        return None
    return Build.objects.claim(_new_build(report, formats, None, languages).pk, now)


def _running(report: Report) -> Build | None:
    Report.objects.select_for_update().get(pk=report.pk)
    return Build.objects.unfinished().filter(report=report).first()


def _new_build(
    report: Report, formats: Sequence[str], by: Membership | None, languages: Sequence[str]
) -> Build:
    build = Build.objects.create(
        report=report, formats=list(formats), languages=list(languages), requested_by=by
    )
    outbox.put(BUILD, build.key, {"build": build.pk})
    record(
        "build.requested",
        build,
        actor=by.user if by else None,
        consultation=report.consultation,
        after={"formats": build.formats, "languages": build.languages},
    )
    return build


@transaction.atomic
def retry_build(build: Build, *, by: Membership) -> bool:
    """Go on with the newest build of a report where it failed: the version stays frozen, its files stay.

    False when there is nothing to go on with: it did not fail, another one was asked for since, or its
    version was taken back.
    """
    Report.objects.select_for_update().get(pk=build.report_id)
    build.refresh_from_db()
    if not may_be_retried(build) or Build.objects.filter(report=build.report_id).first() != build:
        return False
    build.status, build.error, build.attempts = Build.Status.QUEUED, "", 0
    build.requested_at, build.finished_at = timezone.now(), None
    build.retries += 1
    if build.publishes_id is None:  # who published answers for those files, whoever has them made again
        build.requested_by = by
    build.save()
    outbox.put(BUILD, build.key, {"build": build.pk})
    after = {"formats": build.formats, "step": build.step}
    record("build.retried", build, actor=by.user, consultation=build.report.consultation, after=after)
    return True


def may_be_retried(build: Build) -> bool:
    """Whether it failed, and its version still stands."""
    version = build.publishes or Version.objects.filter(build=build).defer("snapshot").first()
    is_standing = version is None or version.withdrawn_at is None
    return build.status == Build.Status.FAILED and is_standing


@transaction.atomic
def cancel_build(build: Build, *, by: Membership) -> bool:
    """Call a build off; false when it had ended already. Its worker stops before its next step."""
    unfinished = Build.objects.unfinished().filter(pk=build.pk)
    now = timezone.now()
    if not unfinished.update(status=Build.Status.CANCELLED, finished_at=now, lease_until=None):
        return False
    record("build.cancelled", build, actor=by.user, consultation=build.report.consultation)
    return True
