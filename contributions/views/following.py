"""Following a room or a thread, and no longer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.http import MemberRequest
from consultation.models import Consultation, Membership, User
from consultation.people.joining import join
from consultation.permissions import Action, in_consultation
from contributions.actions import following
from contributions.addresses import contribution_url, room_url
from contributions.guards import by_contribution, room_of
from contributions.models import Contribution

type Act = Callable[[Membership], None]


@require_POST
@in_consultation(Action.TAKE_PART)
def follow_room(request: MemberRequest, consultation: Consultation, room: str) -> HttpResponse:
    found = room_of(consultation, room)
    return _set(
        request,
        room_url(found),
        follows=following.follows_room(found, request.membership),
        start=lambda member: following.follow_room(found, member),
        stop=lambda member: following.unfollow_room(found, member),
    )


@require_POST
@in_consultation(Action.TAKE_PART, by_contribution)
def follow(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    return _set(
        request,
        contribution_url(contribution.pk),
        follows=following.follows_thread(contribution, request.membership),
        start=lambda member: following.follow_thread(contribution, member),
        stop=lambda member: following.unfollow_thread(contribution, member),
    )


def _set(request: MemberRequest, back: str, *, follows: bool, start: Act, stop: Act) -> HttpResponse:
    """Follow or stop, as `follow` of the form says (1 or 0); without it, the other of what is."""
    wanted = {"1": True, "0": False}.get(request.POST.get("follow", ""), not follows)
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the guard lets nobody else in
    if wanted and not user.has_profile:  # a place is made with the profile
        return redirect(f"{reverse('account:profile')}?next={back}")
    if wanted:
        start(request.membership or join(user, request.consultation))
        messages.success(request, _("You follow this. New contributions come in your daily digest."))
    elif request.membership is not None:
        stop(request.membership)
        messages.success(request, _("You no longer follow this."))
    return redirect(_place(request, back))


def _place(request: HttpRequest, back: str) -> str:
    """Back to the contribution at which the button stood, where the form names it."""
    at = request.POST.get("at", "")
    return f"{back}#c{at}" if at.isdecimal() else back
