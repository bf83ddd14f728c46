"""A contribution's file, to those who may read the contribution."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation, may
from contributions.guards import by_contribution
from contributions.models import Contribution, Visibility

UNREAD = frozenset({Visibility.HELD, Visibility.HIDDEN})


@require_safe
@in_consultation(Action.READ, by_contribution)
def attachment(request: MemberRequest, contribution: Contribution, guid: UUID, name: str) -> HttpResponse:  # noqa: ARG001  the name is for people
    """The file, never as a page of this site. Raises Http404 for those who may not read its contribution."""
    if not _may_read(request, contribution):
        raise Http404
    file = get_object_or_404(contribution.attachments, guid=guid, removed_at=None)
    try:
        content = file.file.open("rb")
    except (FileNotFoundError, ValueError):
        return _gone(request)
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = (
        "private, max-age=300" if contribution.is_visible else "private, no-store"
    )
    return response  # type: ignore[return-value]


def _may_read(request: MemberRequest, contribution: Contribution) -> bool:
    if contribution.is_visible:
        return True
    if contribution.visibility not in UNREAD:
        return False
    own = contribution.is_by(request.membership)
    return own or may(request.user, request.membership, Action.CODE, request.consultation)


def _gone(request: MemberRequest) -> HttpResponse:
    return render(request, "410.html", status=410)
