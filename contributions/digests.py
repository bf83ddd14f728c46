"""The daily digest: what is new in the rooms and threads a member follows, once a day in their morning.

How many people wrote is not said: beside names withheld it could betray that two of them are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation import notifications, outbox
from consultation.models import Consultation, Membership, NoticeStop, Notification, Outbox
from consultation.notifications import MAIL, Kind, Letter
from consultation.setup.clock import city_of, zone_of
from consultation.templatetags.shell import remaining
from contributions.bylines import byline
from contributions.followers import followers, mornings
from contributions.models import Contribution, ThreadFollow
from contributions.notices import MENTION, REPLY, closing_lines, excerpt
from contributions.silence import question_to_help_with
from rooms.models import Room, RoomFollow

DIGEST = "digest"
DIGEST_DUE = "digest.due"
QUOTED_WORDS = 20
MOST_SHOWN = 20  # contributions in one mail
BATCH = 500
LONGEST_LABEL = 60  # characters


def register() -> None:
    why = gettext_lazy("You get this email because you follow rooms or threads of this consultation.")
    kind = Kind(DIGEST, DIGEST, lambda _group: {}, letter, why)  # a mail only: the site shows the rooms
    notifications.register(kind, gettext_lazy("Daily digest of what I follow"))


def plan(now: datetime) -> None:
    """Ask for a digest for every follower where it is morning, once for each of their days."""
    for day, members in mornings(followers(), now):
        _ask(list(members.values_list("pk", flat=True)), day.isoformat())


def _ask(memberships: Sequence[int], day: str) -> None:
    for begin in range(0, len(memberships), BATCH):
        keys = {f"digest:{pk}:{day}": pk for pk in memberships[begin : begin + BATCH]}
        asked = set(Outbox.objects.filter(key__in=keys).values_list("key", flat=True))
        with transaction.atomic():
            for key, pk in keys.items():
                if key not in asked:
                    outbox.put(DIGEST_DUE, key, {"membership": pk, "day": day})


@transaction.atomic
def tell(membership: Membership, day: str, *, at: datetime) -> bool:
    """Send the digest of that day (ISO, the member's own); false when there is nothing new to tell."""
    user, consultation = membership.user, membership.consultation
    assert user is not None  # noqa: S101  only those with an account are asked for
    if NoticeStop.objects.filter(user=user, group=DIGEST).exists():
        return False
    if not fresh(membership, since=_told_before(membership, at), until=at).exists():
        return False
    notice, is_new = Notification.objects.get_or_create(
        recipient=user,
        key=f"digest:{membership.pk}:{day}",
        defaults={
            "kind": DIGEST,
            "consultation": consultation,
            "object_id": membership.pk,
            "created_at": at,
            "read_at": at,
        },
    )
    if is_new:
        outbox.put(MAIL, f"mail:{notice.pk}", {"notification": notice.pk})
    return is_new


def _told_before(membership: Membership, before: datetime) -> datetime:
    """When the digest before this one was made; for the first, when the member began to follow."""
    earlier = Notification.objects.filter(
        recipient=membership.user, kind=DIGEST, object_id=membership.pk, created_at__lt=before
    )
    last = earlier.order_by("-created_at").values_list("created_at", flat=True).first()
    if last is not None:
        return last
    began = [
        *membership.room_follows.values_list("since", flat=True),
        *membership.thread_follows.values_list("since", flat=True),
    ]
    return min(began, default=membership.joined_at)


def fresh(membership: Membership, *, since: datetime, until: datetime) -> QuerySet[Contribution]:
    """What others wrote after `since` up to `until` where the member follows, and since they follow it.

    What was held counts from when it was let through.
    """
    if membership.user is None or not _may_know(membership):
        return Contribution.objects.none()
    mine = {"membership": membership, "since__lt": OuterRef("shown_at")}
    followed = Exists(RoomFollow.objects.filter(room=OuterRef("room"), **mine)) | Exists(
        ThreadFollow.objects.filter(thread=OuterRef("thread"), **mine)
    )
    between = Q(created_at__gt=since, released_at=None) | Q(released_at__gt=since)
    here = Contribution.objects.visible().of(membership.consultation)
    shown = here.annotate(shown_at=Coalesce("released_at", "created_at"))
    written = shown.filter(between, followed, shown_at__lte=until)
    return written.exclude(author=membership).order_by("room__position", "room", "number")


def _may_know(membership: Membership) -> bool:
    known = Consultation.objects.knowable_by(membership.user)  # type: ignore[arg-type]
    return bool(known.filter(pk=membership.consultation_id).exists())


def letter(notice: Notification) -> Letter | None:
    """The digest as a mail; None when all of it is gone again."""
    related = Membership.objects.select_related("user", "consultation").filter(user=notice.recipient)
    membership = related.filter(pk=notice.object_id or 0).first()
    if membership is None:
        return None
    since = _told_before(membership, notice.created_at)
    found = fresh(membership, since=since, until=notice.created_at)
    total = found.count()
    if not total:
        return None
    consultation = membership.consultation
    shown = found.select_related("author__user", "revision", "room__consultation").prefetch_related(
        "questions"
    )
    subject = ngettext(
        "%(n)s new contribution in %(title)s", "%(n)s new contributions in %(title)s", total
    ) % {"n": total, "title": consultation.name}
    paragraphs = [
        _("Since %(when)s:") % {"when": _moment(since, membership)},
        *_for_you(notice, membership, since),
        *(line for room, group in _by_room(list(shown[:MOST_SHOWN])) for line in _room_lines(room, group)),
    ]
    if total > MOST_SHOWN:
        paragraphs.append(_("And %(n)s more.") % {"n": total - MOST_SHOWN})
    paragraphs += _help_wanted(membership)
    return Letter(subject, [*paragraphs, *_closing(membership)], consultation.name)


def _closing(membership: Membership) -> list[str]:
    """How long writing goes on, and until when."""
    told = closing_lines(membership.consultation, membership.user)
    left = {"left": remaining(membership.consultation.closes_locally)}
    return [_("Closes in %(left)s") % left, *told] if told else []


def _help_wanted(membership: Membership) -> list[str]:
    """A question with few voices that the member could answer, with the way to do it."""
    question = question_to_help_with(membership)
    if question is None:
        return []
    room = question.room
    address = reverse("contributions:room", args=[membership.consultation.slug, room.slug])
    words = {
        "number": question.number,
        "label": question.label or Truncator(question.text).chars(LONGEST_LABEL),
        "address": f"{settings.SITE_URL}{address}?answer={question.number}#compose",
    }
    return [_("Few voices so far: question %(number)s (%(label)s). Can you help? %(address)s") % words]


def _moment(when: datetime, membership: Membership) -> str:
    zone = membership.user.time_zone if membership.user else "UTC"
    local = when.astimezone(zone_of(zone))
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {city_of(zone)}"


def _for_you(notice: Notification, membership: Membership, since: datetime) -> list[str]:
    """How often the member was mentioned and answered meanwhile; each was told by itself."""
    between = Q(created_at__gt=since, created_at__lte=notice.created_at)
    told = Notification.objects.filter(
        between, recipient=notice.recipient, consultation=membership.consultation
    )
    counts = {kind: told.filter(kind=kind).count() for kind in (MENTION, REPLY)}
    parts = [
        ngettext("%(n)s mention", "%(n)s mentions", counts[MENTION]) % {"n": counts[MENTION]},
        ngettext("%(n)s reply", "%(n)s replies", counts[REPLY]) % {"n": counts[REPLY]},
    ]
    kept = [part for part, n in zip(parts, counts.values(), strict=True) if n]
    if not kept:
        return []
    address = settings.SITE_URL + reverse("account:notifications")
    return [_("For you: %(what)s: %(address)s") % {"what": ", ".join(kept), "address": address}]


def _by_room(found: Sequence[Contribution]) -> list[tuple[Room, list[Contribution]]]:
    return [
        (group[0].room, group) for group in (list(rows) for _pk, rows in groupby(found, lambda c: c.room_id))
    ]


def _room_lines(room: Room, group: Sequence[Contribution]) -> list[str]:
    heading = ngettext("%(room)s (%(n)s new):", "%(room)s (%(n)s new):", len(group))
    address = settings.SITE_URL + reverse("contributions:room", args=[room.consultation.slug, room.slug])
    return [
        heading % {"room": room.title, "n": len(group)},
        *(_line(contribution) for contribution in group),
        _("See all: %(address)s") % {"address": f"{address}?new=1"},
    ]


def _line(contribution: Contribution) -> str:
    """ "#13 Amina Diallo, Senegal, question 4: “first words …” address"."""
    asked = [_("question %(n)s") % {"n": question.number} for question in contribution.questions.all()]
    signed = ", ".join([byline(contribution, None).line, *asked])
    address = settings.SITE_URL + reverse("contributions:contribution", args=[contribution.pk])
    return f"#{contribution.number} {signed}: “{excerpt(contribution, QUOTED_WORDS)}” {address}"
