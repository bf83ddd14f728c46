from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from contributions.picking import pick_people


@require_GET
@in_consultation(Action.CONTRIBUTE)
def people_picker(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The members whose names begin as typed, for the list under the box."""
    slug = request.GET.get("room", "")
    picks = pick_people(
        consultation,
        request.GET.get("q", ""),
        room=get_object_or_404(consultation.rooms, slug=slug) if slug else None,
        thread=number_from(request.GET, "thread"),
        viewer=request.membership,
    )
    return JsonResponse([asdict(pick) for pick in picks], safe=False)
