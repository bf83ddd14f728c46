"""What this floor puts on the pages of the floors below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from consultation.models import Consultation, Invitation, Membership
from consultation.permissions import Action, may, membership_of
from contributions.actions import bind_waiting_mentions
from contributions.figures import figures_of, figures_of_rooms, last_visible_at
from contributions.visits import new_counts
from rooms.models import Room


def numbers(_request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    found = figures_of(consultations)
    return {pk: {"figures": figures} for pk, figures in found.items()}


def facts(request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    """The figures, and how much is new for the person since they were last in each room."""
    told = numbers(request, consultations)
    rooms = Room.objects.filter(consultation__in=[one.pk for one in consultations])
    for consultation, new in new_counts(request.user, rooms, timezone.now()).values():
        told[consultation]["new"] = told[consultation].get("new", 0) + new
    return told


def room_facts(request: HttpRequest, rooms: Sequence[Room]) -> dict[int, dict[str, Any]]:
    figures = figures_of_rooms(rooms)
    last = last_visible_at(rooms)
    new = new_counts(request.user, [room.pk for room in rooms], timezone.now())
    return {
        room.pk: {
            "figures": figures[room.pk],
            "last_at": last.get(room.pk),
            "new": new.get(room.pk, (0, 0))[1],
        }
        for room in rooms
    }


def import_link(request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    """The way to the imports, for those who may import."""
    found = {}
    for consultation in consultations:
        here = getattr(request, "consultation", None) == consultation
        seat = request.membership if here else membership_of(request.user, consultation)  # type: ignore[attr-defined]
        if may(request.user, seat, Action.IMPORT, consultation):
            found[consultation.pk] = {"slug": consultation.slug}
    return found


def bind_names_of_invited(membership: Membership, invitation: Invitation | None) -> None:
    """Typed names wait for people the team invited by address; nobody else gains one by signing up."""
    if invitation is None:
        return
    names = [invitation.name] if invitation.name else [membership.name, membership.latin_name]
    bind_waiting_mentions(membership, names)
