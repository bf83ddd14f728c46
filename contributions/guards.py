from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404

from consultation.models import Consultation
from contributions.figures import questions_with_counts
from contributions.models import Contribution
from rooms.models import Room


def by_contribution(kwargs: dict[str, Any]) -> Consultation | None:
    """The consultation of the contribution that the address names; the view gets the contribution."""
    related = Contribution.objects.select_related("room__consultation", "author__user", "revision")
    contribution = related.prefetch_related("questions").filter(pk=kwargs.pop("pk")).first()
    if contribution is None:
        return None
    kwargs["contribution"] = contribution
    return contribution.consultation


def room_of(consultation: Consultation, slug: str) -> Room:
    """The consultation's room with that address, its questions loaded. Raises Http404."""
    room = get_object_or_404(consultation.rooms.prefetch_related(questions_with_counts()), slug=slug)
    room.consultation = consultation
    return room


def rooms_around(consultation: Consultation, slug: str) -> tuple[Room, int, int]:
    """The room with that address, its place among the consultation's rooms, and how many there are."""
    rooms = list(consultation.rooms.all())
    place = next((n for n, room in enumerate(rooms, 1) if room.slug == slug), None)
    if place is None:
        raise Http404
    room = rooms[place - 1]
    room.consultation = consultation
    prefetch_related_objects([room], questions_with_counts())
    return room, place, len(rooms)
