"""The mail a week and a day before a consultation closes, to followers who can still add to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation import notifications
from consultation.models import Consultation, Membership, Notification, State, User
from consultation.notifications import Kind, Letter, Line
from consultation.permissions import Action, may
from consultation.setup.sentences import in_words
from contributions import drafts
from contributions.addresses import room_url
from contributions.followers import followers, mornings
from contributions.models import Contribution, Draft
from contributions.notices import closing_lines, numbered
from contributions.silence import questions_to_help_with
from rooms.models import Room

CLOSING = "closing"
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SLACK = timedelta(hours=12)  # of a person's mornings, the one nearest to the mark
BATCH = 500
MOST_QUESTIONS = 6


def register() -> None:
    kind = Kind(
        CLOSING,
        CLOSING,
        _lines,
        _letter,
        gettext_lazy("You get this email because you follow this consultation and can still add to it."),
    )
    notifications.register(kind, gettext_lazy("Reminders before a consultation closes"))


def plan(now: datetime) -> None:
    """Tell every follower where it is morning of a close that is near; asking again changes nothing."""
    near = Consultation.objects.in_state(State.OPEN, now).filter(closes_at__lte=now + WEEK + SLACK)
    for consultation in near:
        mark = _mark(consultation, now)
        if mark is None:
            continue
        key = _key(consultation, mark)
        told = Notification.objects.filter(recipient=OuterRef("user"), key=key)
        waiting = _addressed(consultation, mark, now).exclude(Exists(told))
        for _day, members in mornings(waiting, now):
            _tell(consultation, key, members)


def _tell(consultation: Consultation, key: str, members: QuerySet[Membership]) -> None:
    last = 0
    while batch := list(members.filter(pk__gt=last).select_related("user")[:BATCH]):
        last = batch[-1].pk
        people = [one.user for one in batch if one.user and _may_write(one.user, one, consultation)]
        with transaction.atomic():
            notifications.notify(
                people, kind=CLOSING, key=key, consultation=consultation, object_id=consultation.pk
            )


def _mark(consultation: Consultation, now: datetime) -> timedelta | None:
    """The mark that has come: a week or a day before the close; None far from it, and once it is over.

    Whoever has just been told that the date moved needs no reminder of it.
    """
    closes = consultation.closes_at
    if closes is None or consultation.state_at(now) != State.OPEN or closes - now > WEEK + SLACK:
        return None
    mark = DAY if closes - now <= DAY + SLACK else WEEK
    moved = consultation.date_changes.filter(new_closes_at=closes, at__gt=closes - mark - DAY)
    return None if moved.exists() else mark


def _key(consultation: Consultation, mark: timedelta) -> str:
    """One for each mark and closing date."""
    assert consultation.closes_at is not None  # noqa: S101  an open consultation has both dates
    return f"closing:{consultation.pk}:{int(consultation.closes_at.timestamp())}:{mark.days}"


def _addressed(consultation: Consultation, mark: timedelta, now: datetime) -> QuerySet[Membership]:
    """Those who followed before the mark and have not written in every room that is open."""
    assert consultation.closes_at is not None  # noqa: S101  an open consultation has both dates
    posted = Contribution.objects.filter(room=OuterRef("pk"), author=OuterRef(OuterRef("pk")))
    rooms = Room.objects.filter(pk__in=[room.pk for room in _open_rooms(consultation, now)])
    here = followers(before=consultation.closes_at - mark).filter(consultation=consultation)
    return here.filter(Exists(rooms.exclude(Exists(posted))))


def _open_rooms(consultation: Consultation, now: datetime) -> list[Room]:
    rooms = list(consultation.rooms.all())
    for room in rooms:
        room.consultation = consultation
    return [room for room in rooms if room.accepts_contributions_at(now)]


def _may_write(user: User, membership: Membership, consultation: Consultation) -> bool:
    return may(user, membership, Action.CONTRIBUTE, consultation)


def _lines(group: Sequence[Notification]) -> dict[int, Line]:
    """When it closes, as that stands now."""
    found = Consultation.objects.in_bulk({notice.object_id for notice in group})
    known = {
        reader: set(Consultation.objects.knowable_by(reader).filter(pk__in=found))
        for reader in {notice.recipient for notice in group}
    }
    return {
        notice.pk: Line(_told(consultation), reverse("consultation", args=[consultation.slug]))
        for notice in group
        if (consultation := found.get(notice.object_id or 0)) and consultation in known[notice.recipient]
    }


def _told(consultation: Consultation) -> str:
    closes = consultation.closes_locally
    words = {"name": consultation.name, "when": in_words(closes) if closes else "", "city": consultation.city}
    if consultation.is_open:
        return _("%(name)s closes on %(when)s, %(city)s time") % words
    return _("%(name)s closed on %(when)s, %(city)s time") % words


def _letter(notice: Notification) -> Letter | None:
    """None once the consultation is closed, its date moved, or the reader wrote in every room."""
    now = timezone.now()
    consultation = Consultation.objects.filter(pk=notice.object_id or 0).first()
    mark = _mark(consultation, now) if consultation else None
    if consultation is None or mark is None or notice.key != _key(consultation, mark):
        return None
    addressed = _addressed(consultation, mark, now).filter(user=notice.recipient)
    membership = addressed.select_related("user", "consultation").first()
    if membership is None or not _may_write(notice.recipient, membership, consultation):
        return None
    paragraphs = [*closing_lines(consultation, notice.recipient), *what_to_do(membership, now)]
    return Letter(_left(consultation, now), paragraphs, consultation.name)


def _left(consultation: Consultation, now: datetime) -> str:
    """The subject: days to the nearest whole one, hours below half a day."""
    assert consultation.closes_at is not None  # noqa: S101  an open consultation has both dates
    left = consultation.closes_at - now
    if left < SLACK:
        n = max(left // timedelta(hours=1), 1)
        told = ngettext("%(n)s hour left: %(title)s", "%(n)s hours left: %(title)s", n)
    else:
        n = max(round(left / DAY), 1)
        told = ngettext("%(n)s day left: %(title)s", "%(n)s days left: %(title)s", n)
    return told % {"n": n, "title": consultation.name}


def what_to_do(membership: Membership, now: datetime) -> list[str]:
    """What a member can still do before the close, and what comes after it."""
    consultation = membership.consultation
    lines = []
    if membership.user is not None and _may_write(membership.user, membership, consultation):
        rooms = _open_rooms(consultation, now)
        lines = [*_draft_lines(membership.user, rooms), *_voice_lines(membership), *_ways(membership, rooms)]
    if consultation.summary_due_on is not None:
        day = formats.date_format(consultation.summary_due_on, "DATE_FORMAT")
        lines.append(_("What happens next: the summary is due by %(day)s.") % {"day": day})
    return lines


def _draft_lines(user: User, rooms: Sequence[Room]) -> list[str]:
    by_pk = {room.pk: room for room in rooms}
    kept = Draft.objects.filter(user=user, room__in=by_pk, edits=None).select_related("parent")
    lines = []
    for draft in kept.order_by("-saved_at", "-pk"):
        if draft.parent is None or draft.parent.is_visible:
            room = by_pk[draft.room_id]
            address = settings.SITE_URL + drafts.continue_url(draft, room)
            words = {"room": room.title, "address": address}
            lines.append(_("You have an unposted draft in %(room)s: %(address)s") % words)
    return lines


def _voice_lines(membership: Membership) -> list[str]:
    """The questions with the fewest voices, room by room."""
    fewest = questions_to_help_with(membership)[:MOST_QUESTIONS]
    fewest.sort(key=lambda question: (question.room.position, question.room_id, question.number))
    told = _("Questions with few voices in %(room)s: %(questions)s.")
    rooms = [list(rows) for _pk, rows in groupby(fewest, lambda question: question.room_id)]
    return [told % {"room": group[0].room.title, "questions": numbered(group)} for group in rooms]


def _ways(membership: Membership, rooms: Sequence[Room]) -> list[str]:
    """Where to write: the first room in which the member has not."""
    written = set(membership.contributions.values_list("room", flat=True))
    left = [room for room in rooms if room.pk not in written]
    return [
        _("Add your contribution: %(address)s") % {"address": f"{settings.SITE_URL}{room_url(room)}#compose"}
        for room in left[:1]
    ]
