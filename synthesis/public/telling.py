"""Telling people that the summary is out, and where it uses what they said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from consultation import notifications
from consultation.models import Consultation, Notification, User
from consultation.notifications import Kind, Letter, Line
from contributions.models import Contribution
from rooms.models import RoomFollow
from synthesis.models import Version
from synthesis.public.facts import facts_of
from synthesis.public.uses import Use, places, uses_of
from synthesis.public.versions import unprefixed
from synthesis.public.yours import Outcome, outcomes_of

OUT = "report.out"
NAMED_PLACES = 5
WHY = gettext_lazy("You get this email because you wrote in this consultation or follow it.")


def register() -> None:
    label = gettext_lazy("Consultation dates and reports")
    notifications.register(Kind(OUT, "reports", _lines, _letter, WHY), label)


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
    """For somebody who contributed: what became of what no insight quotes, and the way to their page."""
    consultation = version.report.consultation
    author = consultation.memberships.filter(user=notification.recipient_id).first()
    outcomes = outcomes_of(version, author) if author is not None else []
    if not outcomes:
        return []
    told = [_counted_with(one, consultation.slug) for one in outcomes if one.shared and not one.uses]
    if not told and not any(one.uses for one in outcomes):
        names = dict.fromkeys(name for one in outcomes for name in one.themes)
        tagged = _("Your contribution was read and considered under: %(themes)s.")
        told = [tagged % {"themes": ", ".join(names)}] if names else [_("Your contribution was read.")]
        told[0] += " " + _("The summary could not quote every point.")
    address = settings.SITE_URL + reverse("synthesis:yours", args=[consultation.slug])
    became = _(
        "What became of everything you said, and where to say that it is not what you meant: %(address)s"
    )
    return [*told[:NAMED_PLACES], became % {"address": address}]


def _counted_with(outcome: Outcome, slug: str) -> str:
    """That it is counted with another in nearly the same words, and where that one is quoted."""
    own, equal, used = outcome.contribution, outcome.equal, [one.use for one in outcome.shared]
    assert equal is not None  # noqa: S101  its uses are shared
    other = f"#{equal.number}"
    if equal.room_id != own.room_id:
        other = _("#%(number)s in %(room)s") % {"number": equal.number, "room": equal.room.title}
    told = _(
        "Your contribution #%(own)s said the same as %(other)s, which is quoted in %(places)s. "
        "They are counted together: %(address)s"
    )
    return told % {
        "own": own.number,
        "other": other,
        "places": ", ".join(f"{use.number} {use.name}" for use in used[:NAMED_PLACES]),
        "address": settings.SITE_URL + used[0].address(slug),
    }


def _pdf(version: Version) -> list[str]:
    """The file to download, in the reader's language where there is one; nothing until it is made."""
    made = list(version.files.filter(is_public=True, format="pdf"))
    own = [file for file in made if file.language == get_language()]
    slug, told = version.report.consultation.slug, _("PDF (%(size)s): %(address)s")
    addresses = [
        (file, unprefixed("synthesis:report_file", slug, version.number, file.name)) for file in own or made
    ]
    return [
        told % {"size": filesizeformat(file.size), "address": settings.SITE_URL + address}
        for file, address in addresses[:1]
    ]


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
    here = [_("Your words are used here:")] if named else []
    read = _("Read it: %(address)s") % {"address": settings.SITE_URL + _address(consultation)}
    what_happens = f"{settings.SITE_URL}{reverse('consultation', args=[consultation.slug])}#what-happens"
    paragraphs = [
        hello,
        thanks % {"title": consultation.title},
        *(facts.sentence for facts in facts_of([version])),
        *here,
        *named,
        *_outcome(notification, version),
        read,
        *_pdf(version),
        _("What happens next: %(address)s") % {"address": what_happens},
    ]
    return Letter(_told(consultation, used), paragraphs, consultation.name)
