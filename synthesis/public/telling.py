"""Telling people that the summary is out, and where it uses what they said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation import notifications
from consultation.models import Consultation, Notification, User
from consultation.notifications import Kind, Letter, Line
from contributions.models import Contribution
from rooms.models import RoomFollow
from synthesis.models import Version
from synthesis.public.uses import Use, places, uses_of
from synthesis.public.yours import themes_of

OUT = "report.out"
NAMED_PLACES = 5


def register() -> None:
    notifications.register(
        Kind(OUT, "reports", _lines, _letter), gettext_lazy("Consultation dates and reports")
    )


def tell_of_publication(version: Version) -> None:
    """Tell everyone who contributed or follows a room, once per consultation."""
    consultation = version.report.consultation
    notifications.notify(
        interested_in(consultation),
        kind=OUT,
        key=f"out:{consultation.pk}",
        consultation=consultation,
        object_id=version.pk,
    )


def interested_in(consultation: Consultation) -> QuerySet[User]:
    """Everyone who contributed or follows a room."""
    counted = Contribution.objects.counted().of(consultation).values("author")
    follows = RoomFollow.objects.filter(room__consultation=consultation).values("membership")
    return User.objects.filter(Q(memberships__in=counted) | Q(memberships__in=follows)).distinct()


type Story = tuple[Version, list[Use]]


def _stories(group: Sequence[Notification]) -> dict[int, Story]:
    """By the notice's pk: the version that is read now, and the places in it that use the reader's words."""
    told = Version.objects.published().defer("snapshot").select_related("report__consultation")
    versions = told.in_bulk([notice.object_id for notice in group])
    own: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    consultations = {version.report.consultation_id for version in versions.values()}
    contributions = Contribution.objects.visible().filter(
        room__consultation__in=consultations, author__user__in={notice.recipient_id for notice in group}
    )
    for user, consultation, pk in contributions.values_list("author__user", "room__consultation", "pk"):
        own[user, consultation].append(pk)
    return {
        notice.pk: (version, _uses(version, own[notice.recipient_id, version.report.consultation_id]))
        for notice in group
        if (version := versions.get(notice.object_id or 0)) is not None
    }


def _uses(version: Version, contributions: Sequence[int]) -> list[Use]:
    uses = uses_of(version)
    return places([use for pk in contributions for use in uses.get(pk, [])])


def _told(consultation: Consultation, used: Sequence[Use]) -> str:
    if not used:
        return _("The summary is out: %(title)s") % {"title": consultation.title}
    return ngettext(
        "The summary is out: your contribution is used in %(n)s place",
        "The summary is out: your contributions are used in %(n)s places",
        len(used),
    ) % {"n": len(used)}


def _lines(group: Sequence[Notification]) -> dict[int, Line]:
    lines = {}
    for pk, (version, used) in _stories(group).items():
        consultation = version.report.consultation
        address = used[0].address(consultation.slug) if used else _address(consultation)
        lines[pk] = Line(_told(consultation, used), address, consultation.name)
    return lines


def _address(consultation: Consultation) -> str:
    return reverse("synthesis:report", args=[consultation.slug])


def _outcome(notification: Notification, version: Version) -> list[str]:
    """For somebody who contributed: the themes, where nothing is quoted, and the way to their own page."""
    consultation = version.report.consultation
    counted = Contribution.objects.counted().of(consultation)
    own = list(counted.filter(author__user=notification.recipient_id).values_list("pk", flat=True))
    if not own:
        return []
    told = []
    if not _uses(version, own):
        names = dict.fromkeys(name for found in themes_of(version, own).values() for name in found)
        tagged = _("Your contribution was read and considered under: %(themes)s.")
        told = [tagged % {"themes": ", ".join(names)}] if names else [_("Your contribution was read.")]
        told[0] += " " + _("The summary could not quote every point.")
    address = settings.SITE_URL + reverse("synthesis:yours", args=[consultation.slug])
    became = _(
        "What became of everything you said, and where to say that it is not what you meant: %(address)s"
    )
    return [*told, became % {"address": address}]


def _letter(notification: Notification) -> Letter | None:
    story = _stories([notification]).get(notification.pk)
    if story is None:
        return None
    version, used = story
    consultation = version.report.consultation
    hello = _("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")}
    thanks = _("The summary of “%(title)s” is published. Thank you for taking part.")
    named = [
        f"{use.number} {use.name}: {settings.SITE_URL}{use.address(consultation.slug)}"
        for use in used[:NAMED_PLACES]
    ]
    read = _("Read it: %(address)s") % {"address": settings.SITE_URL + _address(consultation)}
    paragraphs = [
        hello,
        thanks % {"title": consultation.title},
        *named,
        *_outcome(notification, version),
        read,
    ]
    return Letter(_told(consultation, used), paragraphs, consultation.name)
