from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from consultation.http import number_from
from consultation.models import Consultation, PageShows, User
from consultation.permissions import signed_in
from contributions.models import Contribution, ContributionQuerySet, Naming


@require_GET
@signed_in
def person_page(request: HttpRequest, handle: str) -> HttpResponse:
    """A person and what they signed with their name, the newest first. For those who are signed in."""
    person = get_object_or_404(User, handle=handle, is_active=True)
    places = _places(request, person)
    chosen = next((place for place in places if place.slug == request.GET.get("in")), None)
    is_closed = person.page_shows == PageShows.NAME and person != request.user
    if is_closed:
        places, chosen = [], None
    signed = _signed(person).filter(room__consultation__in=[chosen] if chosen else places)
    page, later = _page(signed, number_from(request.GET, "after"))
    context = {
        "person": person,
        "is_self": person == request.user,
        "is_closed": is_closed,
        "places": places,
        "chosen": chosen,
        "total": sum(place.signed for place in places if chosen in {None, place}),
        "contributions": page,
        "later": later,
    }
    response = render(request, "contributions/person.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _signed(person: User) -> ContributionQuerySet:
    """What stands on the page: shown, and under their name."""
    return Contribution.objects.visible().filter(author__user=person, naming=Naming.NAMED)


def _places(request: HttpRequest, person: User) -> list[Any]:
    """The consultations in this reader's lists where the person signed something, each with how much."""
    counted = _signed(person).order_by().values_list("room__consultation").annotate(Count("pk"))
    signed = dict(counted)
    places: list[Any] = list(Consultation.objects.listed_for(request.user).filter(pk__in=signed))
    for place in places:
        place.signed = signed[place.pk]
    return places


def _page(signed: ContributionQuerySet, after: int | None) -> tuple[list[Contribution], int | None]:
    """The contributions older than one, and the pk to page on from, if any."""
    size = settings.CONTRIBUTIONS_PER_PAGE
    last = signed.filter(pk=after).first() if after else None
    if last is not None:
        older = Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk)
        signed = signed.filter(older)
    related = signed.select_related("room__consultation", "revision").order_by("-created_at", "-pk")
    found = list(related.defer("revision__html", "revision__source")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None
