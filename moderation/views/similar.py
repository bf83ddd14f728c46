"""Contributions in nearly the same words, for the team."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution
from moderation.similar import common_text, differences, first_shown, group_members, groups_in

PER_PAGE = 20


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def similar_groups(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """All groups of the consultation, the largest first, each with the words of its first."""
    page = Paginator(groups_in(consultation), PER_PAGE).get_page(request.GET.get("page"))
    firsts = first_shown(page.object_list)
    rows = [(group, firsts[group.pk]) for group in page.object_list if group.pk in firsts]
    context = {"consultation": consultation, "page": page, "rows": rows}
    return render(request, "moderation/similar.html", context)


@require_safe
@in_consultation(Action.SEE_CODEBOOK, by_contribution)
def similar_to(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """The group of one contribution: what all say, and what each says differently from the first."""
    members = group_members(contribution)
    page = Paginator(members.for_display(), PER_PAGE).get_page(request.GET.get("page"))
    first = members.for_display().first()
    shown = [one for one in page.object_list if first is not None and one.pk != first.pk]
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "page": page,
        "first": first,
        "first_byline": byline(first, request.membership) if first is not None else None,
        "common": common_text(list(members.values_list("revision__plain", flat=True))),
        "rows": [
            (member, byline(member.contribution, request.membership)) for member in differences(first, shown)
        ]
        if first is not None
        else [],
    }
    return render(request, "moderation/similar_to.html", context)
