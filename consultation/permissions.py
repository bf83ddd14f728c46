"""Who may do what in a consultation: one table, one function, one guard.

The same table stands in docs/permissions.md; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultation.http import MemberRequest
from consultation.models import TEAM_ROLES, Audience, Consultation, Membership, Role, State, User
from consultation.prepared import Prepared


class Action(StrEnum):
    READ = "read"
    CONTRIBUTE = "contribute"
    TAKE_PART = "take part"
    CODE = "code"
    SEE_CODEBOOK = "see codebook"
    MODERATE = "moderate"
    SEE_LOG = "see log"
    SEE_PARTICIPATION = "see participation"
    CONFIRM_PEOPLE = "confirm people"
    IMPORT = "import"
    SEE_REPORT_DRAFT = "see report draft"
    WRITE_REPORT = "write report"
    PUBLISH_REPORT = "publish report"
    SET_UP = "set up"


_READER = frozenset({Action.READ})
_PARTICIPANT = _READER | {Action.CONTRIBUTE, Action.TAKE_PART}
_MODERATOR = _PARTICIPANT | {
    Action.CODE,
    Action.SEE_CODEBOOK,
    Action.MODERATE,
    Action.SEE_LOG,
    Action.SEE_PARTICIPATION,
    Action.CONFIRM_PEOPLE,
    Action.IMPORT,
}
_APPROVER = _PARTICIPANT | {
    Action.SEE_CODEBOOK,
    Action.SEE_LOG,
    Action.SEE_PARTICIPATION,
    Action.SEE_REPORT_DRAFT,
    Action.PUBLISH_REPORT,
}
_EDITOR = _MODERATOR | {Action.SEE_REPORT_DRAFT, Action.WRITE_REPORT, Action.SET_UP}

ANYONE = "anyone"
SIGNED_IN = "signed in"
ADMINISTRATOR = "administrator"
CREATE = "create"

GRANTS: dict[str, frozenset[Action]] = {
    ANYONE: _READER,
    SIGNED_IN: _PARTICIPANT,
    Role.OBSERVER: _READER,
    Role.PARTICIPANT: _PARTICIPANT,
    Role.MODERATOR: _MODERATOR,
    Role.EDITOR: _EDITOR,
    Role.APPROVER: _APPROVER,
    ADMINISTRATOR: _EDITOR,
}
ONLY_WHILE_OPEN = frozenset({Action.CONTRIBUTE})

WHO_MAY: dict[Action, Any] = {
    Action.CODE: _("Only moderators and editors of this consultation can tag and highlight."),
    Action.SEE_CODEBOOK: _("Only the team of this consultation can see its codebook."),
    Action.MODERATE: _("Only moderators and editors of this consultation can hide or restore."),
    Action.SEE_LOG: _("Only the team of this consultation can read its log."),
    Action.SEE_PARTICIPATION: _("Only the team of this consultation can see who takes part."),
    Action.CONFIRM_PEOPLE: _("Only moderators and editors of this consultation can say who is who."),
    Action.IMPORT: _("Only moderators and editors of this consultation can import contributions."),
    Action.SEE_REPORT_DRAFT: _("Only editors and approvers of this consultation can see the draft report."),
    Action.WRITE_REPORT: _("Only editors of this consultation can write its report."),
    Action.PUBLISH_REPORT: _("Only approvers of this consultation can sign off and publish its report."),
    Action.SET_UP: _("Only editors of this consultation can set it up."),
    Action.CONTRIBUTE: _("You can read this consultation, but not write in it."),
    Action.TAKE_PART: _("You can read this consultation, but not take part in it."),
}


def place_of(user: User | AnonymousUser, membership: Membership | None) -> str:
    """The row of the table that speaks for this person. Suspended people are readers like anyone."""
    if not user.is_authenticated or user.is_suspended:
        return ANYONE
    if user.is_administrator:
        return ADMINISTRATOR
    return str(membership.role) if membership else SIGNED_IN


def may(
    user: User | AnonymousUser, membership: Membership | None, action: Action, consultation: Consultation
) -> bool:
    """Whether this person may do this here and now. Says nothing on whether they may know of it."""
    if action in ONLY_WHILE_OPEN and consultation.state != State.OPEN:
        return False
    if action is Action.CONTRIBUTE and membership is not None and membership.is_muted:
        return False
    return action in GRANTS[place_of(user, membership)]


def may_know(user: User | AnonymousUser, membership: Membership | None, consultation: Consultation) -> bool:
    """Whether this person may learn that it exists: `ConsultationQuerySet.knowable_by`, for one."""
    place = place_of(user, membership)
    if place == ADMINISTRATOR:
        return True
    if consultation.is_draft:
        return place in TEAM_ROLES
    return consultation.audience != Audience.INVITED or place not in {ANYONE, SIGNED_IN}


def may_create(user: User | AnonymousUser) -> bool:
    """Site administrators, and whoever is an editor of any consultation, may make another one."""
    if not user.is_authenticated or user.is_suspended:
        return False
    return user.is_administrator or user.memberships.filter(role=Role.EDITOR).exists()


def membership_of(user: User | AnonymousUser, consultation: Consultation) -> Membership | None:
    if not user.is_authenticated:
        return None
    membership: Membership | None = next(iter(_SEAT.rows(user=user.pk, consultation=consultation.pk)), None)
    if membership is not None:
        membership.user = user
    return membership


def _seat(user: int, consultation: int) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, consultation=consultation)


_SEAT = Prepared(_seat, user=2_000_000_001, consultation=2_000_000_002)


type View = Callable[..., HttpResponse]
type Fetch = Callable[[dict[str, Any]], Consultation | None]
type Seat = Callable[[HttpRequest, dict[str, Any]], tuple[Consultation | None, Membership | None]]


def by_slug(kwargs: dict[str, Any]) -> Consultation | None:
    """The consultation that the address names."""
    kwargs["consultation"] = found = Consultation.objects.filter(slug=kwargs.pop("slug")).first()
    return found


def in_consultation(
    action: Action,
    fetch: Fetch = by_slug,
    *,
    seat: Seat | None = None,
    refused: Callable[..., HttpResponse] | None = None,
) -> Callable[[View], View]:
    """Guard a view: find the consultation, hide what one may not know of, refuse what one may not do.

    `fetch` turns the address's words into the view's arguments and gives the consultation they belong to; a
    page that asks for much at once has a `seat` instead, which also finds the person's membership there.
    Raises Http404 for what the person may not know of and PermissionDenied with a sentence for the rest;
    a page that must give typed text back answers refusals itself: `refused(request, sentence, **kwargs)`,
    with an empty sentence when the person only has to sign in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, **kwargs: Any) -> HttpResponse:
            if seat is not None:
                consultation, membership = seat(request, kwargs)
            else:
                consultation = fetch(kwargs)
                membership = membership_of(request.user, consultation) if consultation else None
            if consultation is None or not may_know(request.user, membership, consultation):
                raise Http404
            request.consultation = consultation
            request.membership = membership
            if may(request.user, request.membership, action, consultation):
                return view(request, **kwargs)
            sentence = _why_not(request, action, consultation)
            if refused is not None:
                return refused(request, sentence, **kwargs)
            if not sentence:
                return to_enter(request)
            raise PermissionDenied(sentence)

        guarded.required_action = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def _why_not(request: MemberRequest, action: Action, consultation: Consultation) -> str:
    """The sentence that tells why; empty for somebody who only has to sign in."""
    if action in ONLY_WHILE_OPEN and not consultation.is_open:
        return gettext("This consultation is not open for contributions.")
    return str(WHO_MAY[action]) if request.user.is_authenticated else ""


def to_enter(request: HttpRequest) -> HttpResponse:
    """Send an anonymous visitor to sign in, and back to this page afterwards."""
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("home")
    return redirect_to_login(wanted, reverse("account:enter"))


def signed_in(view: View) -> View:
    """Guard a page that belongs to the person who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs) if request.user.is_authenticated else to_enter(request)

    guarded.required_action = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def creator(view: View) -> View:
    """Guard the pages of those who may make consultations."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if may_create(request.user):
            return view(request, **kwargs)
        if not request.user.is_authenticated:
            return to_enter(request)
        raise PermissionDenied(gettext("Only editors and site administrators can set up consultations."))

    guarded.required_action = CREATE  # type: ignore[attr-defined]
    return guarded


def anyone(view: View) -> View:
    """Say out loud that a page is for everyone."""
    view.required_action = ANYONE  # type: ignore[attr-defined]
    return view
