"""The demo's own pages: the tour, entering as somebody, the mail that was sent. Only at this machine."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consultation.people.arriving import safe_address
from synthesis.demo import mailbox, tour
from synthesis.demo.access import enter_as, only_here


@only_here
@require_safe
@never_cache
def tour_page(request: HttpRequest) -> HttpResponse:
    stops = tour.stops()
    upcoming = next((stop for stop in stops if not stop.is_done), None)
    return render(request, "synthesis/demo/tour.html", {"stops": stops, "upcoming": upcoming})


@only_here
@require_POST
def start_step(request: HttpRequest, key: str) -> HttpResponse:
    """Enter as the right person and go to the right control; back to the tour if that is not there now."""
    step = tour.find_step(key)
    if step is None:
        raise Http404
    stop = next((stop for stop in tour.stops() if stop.step == step), None)
    if stop is None:
        return redirect("demo:tour")
    enter_as(request, step.who, step=key)
    return redirect(stop.address)


@only_here
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Enter as somebody and stay on the page."""
    enter_as(request, request.POST.get("person", ""))
    return redirect(safe_address(request, request.POST.get("next")) or "home")


@only_here
@require_safe
@never_cache
def mailbox_page(request: HttpRequest) -> HttpResponse:
    page = mailbox.page_of(_identifier(request.GET.get("before", "")))
    if page is None:
        raise Http404
    return render(request, "synthesis/demo/mailbox.html", {"page": page})


@only_here
@require_safe
@never_cache
def letter_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    letter = mailbox.find(pk)
    if letter is None:
        raise Http404
    return render(request, "synthesis/demo/letter.html", {"letter": letter})


def _identifier(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Http404 from error
