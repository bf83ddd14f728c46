"""What this floor puts on the pages of the floors below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.http import HttpRequest

from consultation.models import Consultation, Invitation, Membership
from contributions.actions import bind_waiting_mentions
from contributions.figures import figures_of, figures_of_rooms
from contributions.models import Contribution
from rooms.models import Room


def numbers(_request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    found = figures_of(consultations)
    return {pk: {"figures": figures} for pk, figures in found.items()}


def room_facts(_request: HttpRequest, rooms: Sequence[Room]) -> dict[int, dict[str, Any]]:
    figures = figures_of_rooms(rooms)
    visible = Contribution.objects.visible().filter(room__in=rooms)
    last = dict(visible.order_by().values_list("room").annotate(Max("created_at")))
    return {room.pk: {"figures": figures[room.pk], "last_at": last.get(room.pk)} for room in rooms}


def bind_names_of_invited(membership: Membership, invitation: Invitation | None) -> None:
    """Typed names wait for people the team invited by address; nobody else gains one by signing up."""
    if invitation is None:
        return
    names = [invitation.name] if invitation.name else [membership.name, membership.latin_name]
    bind_waiting_mentions(membership, names)
