from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation
from contributions.addresses import reply_url
from contributions.guards import by_contribution
from contributions.models import Contribution
from contributions.quoting import chosen_places, reply_with, selection


@require_GET
@in_consultation(Action.CONTRIBUTE, by_contribution)
def quote(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """A reply that begins with words of this contribution: those from `start` to `end`, the ticked parts, or
    all of them."""
    revision = contribution.revision
    if not contribution.is_visible or revision is None:
        return redirect(reply_url(contribution))
    places = chosen_places(revision, request.GET.getlist("part"))
    if not places:
        place = selection(revision, _offset(request, "start"), _offset(request, "end"))
        places = [place] if place else []
    return redirect(reply_with(places, contribution) if places else reply_url(contribution))


def _offset(request: MemberRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None  # noqa: PLR2004
