"""What people are told of reports, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import notifications
from consultation.models import Notification
from consultation.notifications import Kind, Letter, Line
from consultation.permissions import Action, may, membership_of
from synthesis.models import Build

BUILT = "report.built"


def register() -> None:
    notifications.register(
        Kind(BUILT, "reports", _built_lines, _built_letter), gettext_lazy("Consultation dates and reports")
    )


def tell_of_build(build: Build) -> None:
    """Tell whoever asked for a build how it ended. Call it in the transaction that ends it."""
    asker = build.requested_by
    if asker is None or asker.user is None:
        return
    consultation = build.report.consultation
    key = f"build:{build.pk}"
    notifications.notify([asker.user], kind=BUILT, key=key, consultation=consultation, object_id=build.pk)


def _builds(group: Sequence[Notification]) -> dict[int, Build]:
    """The builds these notices speak of whose readers may still see them, by the notice's pk."""
    related = Build.objects.select_related("report__consultation")
    found = related.in_bulk([notice.object_id for notice in group])
    return {
        notice.pk: found[notice.object_id]
        for notice in group
        if notice.object_id in found and _may_see(notice, found[notice.object_id])
    }


def _may_see(notice: Notification, build: Build) -> bool:
    consultation, reader = build.report.consultation, notice.recipient
    return may(reader, membership_of(reader, consultation), Action.SEE_REPORT_DRAFT, consultation)


def _built_lines(group: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_told(build), _address(build), build.report.consultation.name)
        for pk, build in _builds(group).items()
    }


def _told(build: Build) -> str:
    if build.status == Build.Status.DONE:
        return _("Your draft is built")
    return _("Your draft could not be built")


def _address(build: Build) -> str:
    return reverse("synthesis:build", args=[build.report.consultation.slug])


def _built_letter(notification: Notification) -> Letter | None:
    build = _builds([notification]).get(notification.pk)
    if build is None:
        return None
    consultation = build.report.consultation
    address = settings.SITE_URL + _address(build)
    paragraphs = [_("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")}]
    if build.status == Build.Status.DONE:
        told = _("The draft of the summary report of “%(title)s” that you asked for is built.")
        paragraphs += [
            told % {"title": consultation.title},
            _("See and download the files: %(address)s") % {"address": address},
        ]
    else:
        told = _("The draft of the summary report of “%(title)s” that you asked for could not be built.")
        paragraphs += [
            told % {"title": consultation.title},
            build.reason,
            _("See where it stopped and try again: %(address)s") % {"address": address},
        ]
    return Letter(_told(build), paragraphs, consultation.name)
