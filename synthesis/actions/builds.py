"""Asking for a build, and calling it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import Membership
from synthesis.models import Build, Report

BUILD = "report.build"


@transaction.atomic
def request_build(report: Report, formats: Sequence[str], *, by: Membership | None) -> Build:
    """Have a draft built in these formats. While one is being built, asking again gives that one."""
    return _running(report) or _new_build(report, formats, by)


@transaction.atomic
def build_in_foreground(report: Report, formats: Sequence[str], *, now: datetime) -> Build | None:
    """A build that the calling process works off itself, claimed already; None while another one runs.

    Should that process be killed, a worker takes the build over when its lease ends.
    """
    if _running(report) is not None:
        return None
    return Build.objects.claim(_new_build(report, formats, None).pk, now)


def _running(report: Report) -> Build | None:
    Report.objects.select_for_update().get(pk=report.pk)
    return Build.objects.unfinished().filter(report=report).first()


def _new_build(report: Report, formats: Sequence[str], by: Membership | None) -> Build:
    build = Build.objects.create(report=report, formats=list(formats), requested_by=by)
    outbox.put(BUILD, key_of(build), {"build": build.pk})
    record(
        "build.requested",
        build,
        actor=by.user if by else None,
        consultation=report.consultation,
        after={"formats": build.formats},
    )
    return build


def key_of(build: Build) -> str:
    """The key of its row in the outbox."""
    return f"build:{build.pk}"


@transaction.atomic
def cancel_build(build: Build, *, by: Membership) -> bool:
    """Call a build off; false when it had ended already. Its worker stops before its next step."""
    unfinished = Build.objects.unfinished().filter(pk=build.pk)
    now = timezone.now()
    if not unfinished.update(status=Build.Status.CANCELLED, finished_at=now, lease_until=None):
        return False
    record("build.cancelled", build, actor=by.user, consultation=build.report.consultation)
    return True
