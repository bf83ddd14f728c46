"""Where somebody searches: in what they may know of, and in what stands in their lists."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from consultation.models import Consultation, Membership, User
from consultation.permissions import Action, may
from consultation.prepared import Prepared, among
from rooms.models import Room

MOST_LISTED = 200


@dataclass(frozen=True)
class Scope:
    """The consultations offered, those searched, their rooms, and the searcher's places in them.

    `consultation` and `room` are set where the search stays inside one.
    """

    user: User | AnonymousUser
    consultations: list[Consultation]
    searched: dict[int, Consultation]
    rooms: dict[int, Room]
    memberships: dict[int, Membership] = field(default_factory=dict)
    consultation: Consultation | None = None
    room: Room | None = None
    rooms_offered: list[Room] = field(default_factory=list)

    @property
    def may_code(self) -> bool:
        """Whether the searcher is of the team here: only inside one consultation."""
        if self.consultation is None:
            return False
        return may(self.user, self.memberships.get(self.consultation.pk), Action.CODE, self.consultation)


def scope_of(user: User | AnonymousUser, where: str) -> Scope:
    """Everything this person may search, or what `where` names: "slug" or "slug/room"; three queries at most.

    Unlisted consultations are searched only by their members, or by name. An unknown `where` is as if absent.
    """
    slug, _, room_slug = where.partition("/")
    consultations = list(Consultation.objects.listed_for(user).order_by("-opens_at", "-pk")[:MOST_LISTED])
    here = next((one for one in consultations if one.slug == slug), None)
    if here is None and slug:
        here = Consultation.objects.knowable_by(user).filter(slug=slug).first()
    searched = {one.pk: one for one in ([here] if here else consultations)}
    rooms: list[Room] = _ROOMS.rows(consultations=list(searched))
    for one in rooms:
        one.consultation = searched[one.consultation_id]
    room = next((one for one in rooms if here and one.slug == room_slug), None)
    return Scope(
        user=user,
        consultations=[*([here] if here and here not in consultations else []), *consultations],
        searched=searched,
        rooms={one.pk: one for one in ([room] if room else rooms)},
        memberships=_memberships(user, searched),
        consultation=here,
        room=room,
        rooms_offered=rooms if here else [],
    )


def _memberships(user: User | AnonymousUser, consultations: dict[int, Consultation]) -> dict[int, Membership]:
    if not user.is_authenticated or user.is_suspended:
        return {}
    places: list[Membership] = _PLACES.rows(user=user.pk, consultations=list(consultations))
    return {membership.consultation_id: membership for membership in places}


def _rooms(consultations: list[int]) -> QuerySet[Room]:
    return Room.objects.filter(among("consultation", consultations))


def _places(user: int, consultations: list[int]) -> QuerySet[Membership]:
    return Membership.objects.filter(among("consultation", consultations), user=user)


_ROOMS = Prepared(_rooms, consultations=[2_000_000_000])
_PLACES = Prepared(_places, user=2_000_000_001, consultations=[2_000_000_002])
