from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from contributions.addresses import room_url
from contributions.guards import rooms_around
from contributions.rooms_page import composer_form, room_context

ROOM = "contributions/room.html"


@require_GET
@in_consultation(Action.READ)
def room_page(request: MemberRequest, consultation: Consultation, room: str) -> HttpResponse:
    found, *around = rooms_around(consultation, room)
    form = composer_form(request, found, room_url(found))
    return render(request, ROOM, room_context(request, found, form, around))
