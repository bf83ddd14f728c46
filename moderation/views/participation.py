from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation.participation import GROUPINGS, participation_in


@require_safe
@in_consultation(Action.SEE_PARTICIPATION)
def participation_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Who takes part, by question and group, and which questions have few voices."""
    asked = request.GET.get("by", "")
    grouping = next((one for one in GROUPINGS if one.key == asked), GROUPINGS[0])
    context = {"consultation": consultation, "participation": participation_in(consultation, grouping)}
    return render(request, "moderation/participation.html", context)
