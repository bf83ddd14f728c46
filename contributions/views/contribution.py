from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consultation import slots
from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation
from contributions.display import dress
from contributions.guards import by_contribution
from contributions.models import Contribution, Visibility


@require_GET
@in_consultation(Action.READ, by_contribution)
def contribution_page(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    hidden_from_all = contribution.visibility == Visibility.HELD and not _may_see_held(request, contribution)
    if hidden_from_all:
        raise PermissionDenied(_("A moderator has not read this contribution yet."))
    replies = list(Contribution.objects.shown().filter(parent=contribution).for_display().order_by("number"))
    one = Contribution.objects.for_display().get(pk=contribution.pk)
    dress(request, [one, *replies])
    slots.prepare(request, "contribution.aside", [one])
    slots.prepare(request, "contribution.below", [one])
    context = {
        "consultation": contribution.consultation,
        "room": contribution.room,
        "contribution": one,
        "replies": replies,
        "neighbours": _neighbours(one),
    }
    return render(request, "contributions/contribution.html", context)


def _may_see_held(request: MemberRequest, contribution: Contribution) -> bool:
    team = request.membership is not None and request.membership.is_team
    return team or contribution.is_by(request.membership) or _is_administrator(request)


def _is_administrator(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_administrator


def _neighbours(contribution: Contribution) -> dict[str, Contribution | None]:
    shown = Contribution.objects.shown().filter(room=contribution.room_id)
    return {
        "previous": shown.filter(number__lt=contribution.number).order_by("-number").first(),
        "next": shown.filter(number__gt=contribution.number).order_by("number").first(),
    }
