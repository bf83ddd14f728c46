from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from consultation import slots
from consultation.filters import STATUSES, ConsultationFilter
from consultation.http import MemberRequest
from consultation.models import Consultation, Membership, State
from consultation.permissions import Action, anyone, in_consultation, may_create
from consultation.views.information import Site

SORTS = ("closing", "newest")


@require_GET
@anyone
def home(request: HttpRequest) -> HttpResponse:
    listed = Consultation.objects.listed_for(request.user)
    filters = ConsultationFilter(request, listed)
    sort = request.GET.get("sort", "")
    order = ("-created_at", "-pk") if sort == "newest" else ("closes_at", "pk")
    found = list(filters.valid().order_by(*order).prefetch_related("date_changes"))
    slots.prepare(request, "consultation.facts", found)
    is_filtered = bool(filters.applied())
    site = Site()
    if not is_filtered:
        slots.prepare(request, "home.hero", [site])
    context = {
        "filters": filters,
        "groups": _groups(found),
        "count": len(found),
        "sort": sort if sort in SORTS else "closing",
        "nothing_is_open": not any(c.state == State.OPEN for c in found),
        "is_filtered": is_filtered,
        "everything": site,
        "next_opening": _next_opening(found),
        "may_create": may_create(request.user),
    }
    return render(request, "consultation/home.html", context)


def _groups(consultations: list[Consultation]) -> list[tuple[str, list[Consultation]]]:
    """The list by state, in the order people look for: what can still be joined comes first."""
    order = [(State.DRAFT, State.DRAFT.label), *STATUSES, (State.ARCHIVED, State.ARCHIVED.label)]
    now = timezone.now()
    groups = [(str(label), [c for c in consultations if c.state_at(now) == state]) for state, label in order]
    return [(label, members) for label, members in groups if members]


def _next_opening(consultations: list[Consultation]) -> Consultation | None:
    return next((c for c in consultations if c.state == State.SCHEDULED), None)


DONE = "consultation.done"
SLOTS = ("consultation.numbers", "consultation.rooms", "consultation.report", "consultation.team", DONE)


@require_GET
@in_consultation(Action.READ)
def consultation_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    for slot in SLOTS:
        slots.prepare(request, slot, [consultation])
    moderators = Membership.objects.filter(consultation=consultation, role="moderator").select_related("user")
    context = {
        "consultation": consultation,
        "moderators": moderators,
        "date_changes": consultation.date_changes.select_related("consultation"),
        "life": life_line(consultation, is_done=bool(slots.filled(request, DONE, consultation))),
    }
    return render(request, "consultation/consultation.html", context)


PAST, CURRENT, AHEAD = "past", "current", ""


def life_line(consultation: Consultation, *, is_done: bool = False) -> list[tuple[str, str]]:
    """The steps of a consultation's life, each past, current or ahead: opened, closes, summary, done.

    `is_done`: the organisers said in public what they did.
    """
    at_end = 3 if is_done else 2
    places = {State.DRAFT: 0, State.SCHEDULED: 0, State.OPEN: 1, State.CLOSED: 2, State.PUBLISHED: at_end}
    place = places.get(consultation.state, 3)
    names = ("opens", "closes", "summary", "done")
    return [
        (name, PAST if step < place else CURRENT if step == place else AHEAD)
        for step, name in enumerate(names)
    ]
