"""What this floor puts on the pages of the floor below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.http import HttpRequest

from consultation import slots
from consultation.models import Consultation, State
from rooms.models import Room


def rooms(request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    """The list of rooms; each room in turn has a slot for what is said in it."""
    found = list(Room.objects.filter(consultation__in=consultations).annotate(asked=Count("questions")))
    slots.prepare(request, "room.facts", found)
    return {
        consultation.pk: {
            "consultation": consultation,
            "rooms": [room for room in found if room.consultation_id == consultation.pk],
        }
        for consultation in consultations
    }


def room_facts(_request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    """ "1 room · 6 questions" for those that are announced and have no contributions to count yet."""
    announced = [c for c in consultations if c.state in {State.SCHEDULED, State.DRAFT}]
    rows = (
        Consultation.objects.filter(pk__in=[consultation.pk for consultation in announced])
        .annotate(n_rooms=Count("rooms", distinct=True), n_questions=Count("rooms__questions", distinct=True))
        .values_list("pk", "n_rooms", "n_questions")
    )
    return {pk: {"rooms": rooms_, "questions": questions} for pk, rooms_, questions in rows}
