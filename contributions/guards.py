from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from consultation.models import Consultation, Membership
from consultation.prepared import Prepared
from contributions.entering import Entered, enter
from contributions.figures import questions_with_counts
from contributions.models import Contribution
from rooms.models import Room


def _contribution(pk: int) -> QuerySet[Contribution]:
    related = Contribution.objects.select_related("room__consultation", "author__user", "revision")
    return related.filter(pk=pk).order_by()


def _with_questions(pk: int) -> QuerySet[Contribution]:
    return _contribution(pk).prefetch_related("questions")


_ALONE = Prepared(_contribution, pk=2_000_000_000)
_CONTRIBUTION = Prepared(_with_questions, pk=2_000_000_000)


def by_contribution(kwargs: dict[str, Any]) -> Consultation | None:
    """The consultation of the contribution that the address names; the view gets the contribution."""
    return _named(_CONTRIBUTION, kwargs)


def by_contribution_alone(kwargs: dict[str, Any]) -> Consultation | None:
    """The same, for views that show nothing of the questions it answers: one query less."""
    return _named(_ALONE, kwargs)


def _named(contributions: Prepared, kwargs: dict[str, Any]) -> Consultation | None:
    contribution: Contribution | None = next(iter(contributions.rows(pk=kwargs.pop("pk"))), None)
    if contribution is None:
        return None
    kwargs["contribution"] = contribution
    return contribution.consultation


def room_of(consultation: Consultation, slug: str) -> Room:
    """The consultation's room with that address, its questions loaded. Raises Http404."""
    room = get_object_or_404(consultation.rooms.prefetch_related(questions_with_counts()), slug=slug)
    room.consultation = consultation
    return room


def room_alone(consultation: Consultation, slug: str) -> Room:
    """The consultation's room with that address, without its questions. Raises Http404."""
    room: Room = get_object_or_404(consultation.rooms, slug=slug)
    room.consultation = consultation
    return room


def by_room(request: HttpRequest, kwargs: dict[str, Any]) -> tuple[Consultation | None, Membership | None]:
    """The room that the address names, for its page: the view gets it `entered`. Raises Http404."""
    kwargs["entered"] = entered = enter(kwargs.pop("slug"), kwargs.pop("room"), request.user, request.GET)
    return entered.room.consultation, entered.membership


def rooms_around(consultation: Consultation, slug: str) -> tuple[Room, Entered]:
    """The room with that address, alone and as its page needs it. Raises Http404."""
    entered = enter(consultation.slug, slug, AnonymousUser(), QueryDict())
    entered.room.consultation = consultation
    return entered.room, entered
