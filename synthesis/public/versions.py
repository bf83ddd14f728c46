"""Which versions of a report are public, and the snapshot of one as it was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from consultation.models import Consultation, User
from synthesis.models import Version
from synthesis.models.version import VersionQuerySet
from synthesis.outline import place_of
from synthesis.snapshot_types import Snapshot

ON_A_PAGE = 20


def published(consultations: Iterable[Consultation] | QuerySet[Consultation]) -> VersionQuerySet:
    """The published versions of their reports that stand, newest first, without the snapshots."""
    return ever_published(consultations).filter(withdrawn_at__isnull=True)


def ever_published(consultations: Iterable[Consultation] | QuerySet[Consultation]) -> VersionQuerySet:
    """The same with those that were withdrawn: their addresses tell why."""
    versions = Version.objects.published().filter(
        report__consultation__in=consultations,
        report__consultation__summary_published_at__isnull=False,
        published_at__lte=timezone.now(),
    )
    return versions.defer("snapshot").order_by("-published_at", "-pk")


@dataclass(frozen=True)
class ListedReports:
    """A page of the list; `before` continues it, and is empty at its end."""

    versions: list[Version]
    before: str = ""


def listed_reports(user: User | AnonymousUser, *, before: str = "") -> ListedReports:
    """The current versions of the reports in this person's list, newest first; `before` is a version's pk."""
    listed = Consultation.objects.listed_for(user)
    newest = published(listed).current().values("pk")
    versions = published(listed).filter(pk__in=newest).select_related("report__consultation")
    last = versions.filter(pk=before).first() if before.isdecimal() else None
    if last is not None:
        after_it = Q(published_at__lt=last.published_at) | Q(published_at=last.published_at, pk__lt=last.pk)
        versions = versions.filter(after_it)
    found = list(versions[: ON_A_PAGE + 1])
    more = len(found) > ON_A_PAGE
    return ListedReports(found[:ON_A_PAGE], str(found[ON_A_PAGE - 1].pk) if more else "")


def current_of(consultation: Consultation) -> Version | None:
    """The version that stands at the report's address; None before it is published."""
    if consultation.summary_published_at is None:
        return None
    return published([consultation]).first()


def published_snapshot(version: Version) -> Snapshot:
    """The frozen snapshot, with the number and day it was published under."""
    stored = Version.objects.values_list("snapshot", flat=True).get(pk=version.pk)
    snapshot = cast("Snapshot", stored)
    return {
        **snapshot,
        "version": {
            **snapshot["version"],
            "number": version.number,
            "label": version.label,
            "published_at": version.published_at.isoformat() if version.published_at else None,
            "changes": version.changes,
        },
    }


def canonical_address(consultation: Consultation) -> str:
    """Where the current version is always read, with the host and without a language."""
    return settings.SITE_URL + unprefixed("synthesis:report", consultation.slug)


def unprefixed(name: str, *args: object) -> str:
    """The address without a language prefix: files and citations have one address for all readers."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(name, args=args)


def insight_address(slug: str, number: str) -> str:
    """An insight in the current version with its evidence open, in the reader's language."""
    return f"{reverse('synthesis:report', args=[slug])}{place_of(number)}"
