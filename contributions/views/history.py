"""The public history of a contribution, and taking a version out of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consultation.http import MemberRequest, number_from
from consultation.models import User
from consultation.permissions import Action, in_consultation, may
from contributions.actions import sealing
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.history import history_of
from contributions.models import Contribution, Revision, Visibility
from contributions.naming import shared_facts


@require_GET
@in_consultation(Action.READ, by_contribution)
def history(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """The versions are public while the contribution is; else its author and the team read them.

    Once it is withdrawn nobody does.
    """
    sees_sealed = may_seal(request, contribution)
    is_withdrawn = contribution.visibility == Visibility.WITHDRAWN
    if is_withdrawn or not (contribution.is_visible or sees_sealed):
        return redirect("contributions:contribution", contribution.pk)
    found = history_of(contribution, sees_sealed=sees_sealed, before=number_from(request.GET, "before"))
    if not found.versions:
        raise Http404
    context = _context(request, contribution) | {"history": found, "may_seal": sees_sealed}
    return render(request, "contributions/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.TAKE_PART, by_contribution)
def remove_version(request: MemberRequest, contribution: Contribution, number: int) -> HttpResponse:
    if not may_seal(request, contribution):
        raise PermissionDenied(_("Only its author and the moderators can remove a version."))
    revision = get_object_or_404(Revision, contribution=contribution, number=number)
    if revision.pk == contribution.revision_id:
        raise PermissionDenied(
            _("This is the newest version. Edit the contribution first, or withdraw it as a whole.")
        )
    if request.method != "POST":
        return render(
            request,
            "contributions/remove_version.html",
            _context(request, contribution) | {"revision": revision},
        )
    reason = sealing.BY_AUTHOR if contribution.is_by(request.membership) else sealing.BY_TEAM
    assert isinstance(request.user, User)  # noqa: S101  the guard lets nobody else in
    sealing.seal_version(revision, by=request.user, reason=reason)
    messages.success(request, _("Version %(number)s is removed from the history.") % {"number": number})
    return redirect("contributions:history", contribution.pk)


def may_seal(request: MemberRequest, contribution: Contribution) -> bool:
    """Authors and those who moderate read sealed versions while they last, and can seal one."""
    moderates = may(request.user, request.membership, Action.MODERATE, request.consultation)
    return moderates or contribution.is_by(request.membership)


def _context(request: MemberRequest, contribution: Contribution) -> dict[str, object]:
    return {
        "consultation": contribution.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "byline": byline(contribution, request.membership, shared_facts([contribution])),
    }
