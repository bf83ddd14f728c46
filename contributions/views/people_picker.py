from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation, User
from consultation.permissions import Action, in_consultation, may
from contributions.limits import may_look_up
from contributions.picking import pick_people

A_MINUTE = {"Retry-After": "60"}


@require_GET
@in_consultation(Action.CONTRIBUTE)
def people_picker(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The members whose names begin as typed, for the list under the box, and for some the way to invite."""
    assert isinstance(request.user, User)  # noqa: S101  the guard lets nobody else in
    if not may_look_up(request.user):
        return JsonResponse({"error": _("Too many names in a minute.")}, status=429, headers=A_MINUTE)
    slug = request.GET.get("room", "")
    picks = pick_people(
        consultation,
        request.GET.get("q", ""),
        room=get_object_or_404(consultation.rooms, slug=slug) if slug else None,
        thread=number_from(request.GET, "thread"),
        viewer=request.membership,
    )
    found = [asdict(pick) for pick in picks]
    if request.GET.get("q", "").strip() and may(
        request.user, request.membership, Action.SET_UP, consultation
    ):
        url = reverse("manage:people", args=[consultation.slug])
        found.append({"id": 0, "name": _("Invite someone by email"), "note": "", "who": "", "url": url})
    return JsonResponse(found, safe=False)
