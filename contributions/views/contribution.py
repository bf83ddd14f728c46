"""The page of one contribution: it stands alone, for mails, shared links and citations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consultation import slots
from consultation.http import MemberRequest, number_from
from consultation.permissions import Action, in_consultation, may
from contributions.actions.following import follows_thread
from contributions.addresses import contribution_url
from contributions.display import dress
from contributions.guards import by_contribution
from contributions.models import Contribution, Visibility
from contributions.standing import RepliesPage, arrival_of, mentioned_in, neighbours, parent_of, replies_of

GONE = 410


@require_GET
@in_consultation(Action.READ, by_contribution)
def contribution_page(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """200 also for a hidden one, with a note in its place; 410 for a withdrawn one, its replies below."""
    if contribution.visibility == Visibility.HELD and not _may_see_held(request, contribution):
        raise PermissionDenied(_("A moderator has not read this contribution yet."))
    one = Contribution.objects.for_display().get(pk=contribution.pk)
    page = replies_of(one, after=number_from(request.GET, "after"))
    dress(request, [one, *page.replies])
    for slot in ("contribution.reports", "contribution.aside", "contribution.below"):
        slots.prepare(request, slot, [one])
    status = GONE if one.visibility == Visibility.WITHDRAWN else 200
    context = _context(request, one, page)
    return render(request, "contributions/contribution.html", context, status=status)


def _context(request: MemberRequest, one: Contribution, page: RepliesPage) -> dict[str, Any]:
    takes_part = may(request.user, request.membership, Action.TAKE_PART, request.consultation)
    return {
        "arrival": arrival_of(one) if vars(one)["post"]["shows_text"] else None,
        "sees_consent": may(request.user, request.membership, Action.IMPORT, request.consultation),
        "consultation": one.room.consultation,
        "room": one.room,
        "contribution": one,
        "heading": _heading(one),
        "page": page,
        "parent": parent_of(request, one),
        "mentioned_in": mentioned_in(request, one),
        "neighbours": neighbours(one),
        "address": permanent_address(one),
        "withdrawn": _withdrawal(one),
        "may_follow": takes_part,
        "follows": takes_part and follows_thread(one, request.membership),
    }


def _heading(one: Contribution) -> str:
    """ "Contribution #6 by Isabel Quirós", without the name where it is hidden."""
    post = vars(one)["post"]
    named = post["shows_text"] or post["is_withdrawn"]
    template = _("Contribution #%(number)s by %(name)s") if named else _("Contribution #%(number)s")
    return template % {"number": one.number, "name": post["byline"].name}


def _withdrawal(one: Contribution) -> dict[str, Any] | None:
    """When it was withdrawn, and whether writing had closed by then."""
    if one.visibility != Visibility.WITHDRAWN or one.revision is None or one.revision.sealed_at is None:
        return None
    at, closing = one.revision.sealed_at, one.room.closing_at
    return {"at": at, "is_after_close": closing is not None and closing < at}


def permanent_address(contribution: Contribution) -> str:
    """The address to cite: the same from every language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(settings.SITE_URL) + contribution_url(contribution.pk)


def _may_see_held(request: MemberRequest, contribution: Contribution) -> bool:
    team = request.membership is not None and request.membership.is_team
    return team or contribution.is_by(request.membership) or _is_administrator(request)


def _is_administrator(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_administrator
