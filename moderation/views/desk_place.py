"""Where somebody is at the desk: in which queue and room, what they have open, and where that leads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from contributions.guards import by_contribution
from contributions.models import Contribution
from moderation.desk import FIRST_QUEUE, QUEUES, buckets_of, next_in, waiting_in
from moderation.desk_models import Waiting
from rooms.models import Room


@dataclass(frozen=True)
class Place:
    """A queue, of one room or all, with the page of it that is shown."""

    consultation: Consultation
    queue: str = FIRST_QUEUE
    room: Room | None = None
    after: int | None = None

    @classmethod
    def of(cls, consultation: Consultation, query: QueryDict) -> Place:
        """What an address or a form says. Raises Http404 for a queue or room that is none."""
        queue = query.get("in", FIRST_QUEUE)
        if queue not in QUEUES:
            raise Http404
        slug = query.get("room", "")
        room = consultation.rooms.filter(slug=slug).first() if slug else None
        if slug and room is None:
            raise Http404
        return cls(consultation, queue, room, number_from(query, "after"))

    @property
    def found(self) -> QuerySet[Waiting]:
        return waiting_in(self.consultation, self.queue, self.room)

    @property
    def fields(self) -> dict[str, str]:
        """What a form sends along to come back here."""
        fields = {"in": self.queue}
        if self.room is not None:
            fields["room"] = self.room.slug
        if self.after is not None:
            fields["after"] = str(self.after)
        return fields

    def url(self, contribution: int | None = None, **other: Any) -> str:
        """The address of this place, with a contribution open; `other` changes the place."""
        place = replace(self, **other)
        query = place.fields | ({"open": str(contribution)} if contribution else {})
        return f"{reverse('moderation:queue', args=[self.consultation.slug])}?{urlencode(query)}"

    def buckets(self) -> list[dict[str, Any]]:
        """Every queue of this room, or of all rooms, with its address; one query."""
        return [
            {"bucket": one, "url": self.url(queue=one.key, after=None)}
            for one in buckets_of(self.consultation, self.room)
        ]

    def behind(self, contribution: Contribution) -> int | None:
        """What comes next in this queue."""
        return next_in(self.found, Waiting.objects.filter(contribution=contribution.pk).first())


def on_desk(kwargs: dict[str, Any]) -> Consultation | None:
    """The consultation of the contribution in the address, if the address names both rightly."""
    slug = kwargs.pop("slug")
    found = by_contribution(kwargs)
    return found if found is not None and found.slug == slug else None


def asked_from_desk(request: MemberRequest) -> bool:
    """Whether a page was come to from the desk, and leads back there."""
    return "in" in (request.POST if request.method == "POST" else request.GET)


def place_asked(request: MemberRequest) -> Place | None:
    """Where at the desk somebody came from to this page, if they came from there."""
    sent = request.POST if request.method == "POST" else request.GET
    return Place.of(request.consultation, sent) if asked_from_desk(request) else None


def on_from(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """After a decision: on to the next in the queue, or to the contribution for those who came from there."""
    if asked_from_desk(request):
        place = Place.of(request.consultation, request.POST)
        return HttpResponseRedirect(place.url(place.behind(contribution)))
    return HttpResponseRedirect(reverse("contributions:contribution", args=[contribution.pk]))
