"""What is new for a person in a room: what came after the end of their last visit.

A visit ends when no page of the room was asked for during half an hour. Nothing is read by scrolling: until
the visit ends, or the person says "Mark all as read", the same contributions stay new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from consultation.models import User
from contributions.models import Contribution, ReadMark
from rooms.models import Room

VISIT_ENDS_AFTER = timedelta(minutes=30)
NOTED_AT_MOST_EVERY = timedelta(minutes=1)
MOST_COUNTED = 100
"""New contributions are counted up to here; whoever has more reads "100+"."""

type Person = User | AnonymousUser


@dataclass(frozen=True)
class Visit:
    """A person's present visit to a room. `numbers` are those of the new contributions, the lowest first.

    `baseline` is the highest number that stood there when the last visit ended, `since` when that was; both
    are None for somebody who is here for the first time, or is not signed in.
    """

    baseline: int | None = None
    since: datetime | None = None
    numbers: tuple[int, ...] = ()

    @property
    def first_new(self) -> int | None:
        return self.numbers[0] if self.numbers else None

    @property
    def count(self) -> str:
        """How many are new: "5", or "100+"."""
        return f"{MOST_COUNTED}+" if len(self.numbers) >= MOST_COUNTED else str(len(self.numbers))

    def is_new(self, number: int) -> bool:
        """Whether a number lies behind the last visit; whose contribution it is remains to be asked."""
        return self.baseline is not None and number > self.baseline


def of_this_room(user: int, ended: datetime) -> dict[str, Any]:
    """To annotate a queryset of rooms with a person's visit: read it with `visit_of`.

    A visit whose last page was asked for before `ended` is over.
    """
    marks = ReadMark.objects.filter(user=user, room=OuterRef("pk"))
    mark = JSONObject(baseline="baseline", baseline_at="baseline_at", seen="seen", seen_at="seen_at")
    return {
        "read_mark": Subquery(marks.values(json=mark)),
        "new_numbers": ArraySubquery(_new(user, ended, room=OuterRef("pk"), outer=OuterRef(OuterRef("pk")))),
    }


def _new(user: int, ended: datetime, *, room: Any, outer: Any) -> Any:
    """The numbers of what is new in a room, the lowest first, at most so many as are counted."""
    mark = ReadMark.objects.filter(user=user, room=outer).values(was=_baseline(ended))
    visible = Contribution.objects.visible().filter(room=room, number__gt=Subquery(mark))
    return visible.exclude(author__user=user).order_by("number").values("number")[:MOST_COUNTED]


def _baseline(ended: datetime) -> Case:
    return Case(When(seen_at__lt=ended, then=F("seen")), default=F("baseline"))


def visit_of(room: Room, now: datetime) -> Visit:
    """The visit that `of_this_room` found."""
    mark = _mark_of(room)
    if mark is None:
        return Visit()
    if _has_ended(mark, now):
        return Visit(mark.seen, mark.seen_at, tuple(vars(room)["new_numbers"]))
    return Visit(mark.baseline, mark.baseline_at, tuple(vars(room)["new_numbers"]))


def _mark_of(room: Room) -> ReadMark | None:
    kept = vars(room).get("read_mark")
    if kept is None:
        return None
    times = {key: _instant(kept[key]) for key in ("baseline_at", "seen_at")}
    return ReadMark(room=room, baseline=kept["baseline"], seen=kept["seen"], **times)


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _has_ended(mark: ReadMark, now: datetime) -> bool:
    return mark.seen_at < now - VISIT_ENDS_AFTER


def keep(user: Person, room: Room, now: datetime) -> None:
    """Note that a person sees this room now; one statement at most, none when that was noted just before."""
    if not user.is_authenticated:
        return
    mark = _mark_of(room)
    if mark is None:
        mark = ReadMark(room=room, baseline=room.last_number)
    elif _has_ended(mark, now):
        mark.baseline, mark.baseline_at = mark.seen, mark.seen_at
    elif mark.seen >= room.last_number and mark.seen_at > now - NOTED_AT_MOST_EVERY:
        return
    mark.user, mark.seen, mark.seen_at = user, max(mark.seen, room.last_number), now
    _save(mark)


def mark_all_read(user: User, room: Room, up_to: int) -> None:
    """From now on nothing up to this number is new for the person."""
    now, read = timezone.now(), min(up_to, room.last_number)
    _save(ReadMark(user=user, room=room, baseline=read, baseline_at=now, seen=read, seen_at=now))


def _save(mark: ReadMark) -> None:
    ReadMark.objects.bulk_create(
        [mark],
        update_conflicts=True,
        unique_fields=["user", "room"],
        update_fields=["baseline", "baseline_at", "seen", "seen_at"],
    )


def new_counts(user: Person, rooms: Iterable[Any], now: datetime) -> dict[int, tuple[int, int]]:
    """For each room, by its pk, in which something is new for the person: its consultation's pk, how many.

    One query; `rooms` is anything that a filter by room takes. A room they never opened has nothing new.
    """
    if not user.is_authenticated:
        return {}
    marks = ReadMark.objects.filter(user=user, room__in=rooms)
    numbers = ArraySubquery(
        _new(user.pk, now - VISIT_ENDS_AFTER, room=OuterRef("room"), outer=OuterRef(OuterRef("room")))
    )
    found = marks.values_list("room", "room__consultation", numbers)
    return {room: (consultation, len(new)) for room, consultation, new in found if new}
