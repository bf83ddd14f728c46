from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.people import typed
from consultation.people.joining import join
from consultation.permissions import Action, in_consultation
from contributions.actions import post_contribution
from contributions.addresses import reply_url, room_url
from contributions.display import dress
from contributions.forms import ContributionForm
from contributions.guards import by_contribution, room_of, rooms_around
from contributions.models import Contribution, Visibility
from contributions.rooms_page import composer_form, room_context
from rooms.models import Room

ROOM = "contributions/room.html"
REPLY = "contributions/reply.html"


def _keep_typed(request: MemberRequest, sentence: str, **kwargs: Any) -> HttpResponse:
    """Nobody loses what they typed: sign in and come back to it, or have it shown with the reason."""
    room, parent = _where(**kwargs)
    back = reply_url(parent) if parent else room_url(room)
    if request.method != "POST":
        if not sentence:
            return redirect(f"{reverse('account:enter')}?next={back}")
        raise PermissionDenied(sentence)
    if not sentence:
        typed.keep(request, back, {key: request.POST.getlist(key) for key in request.POST})
        return redirect(f"{reverse('account:enter')}?next={back}")
    context = {"sentence": sentence, "text": request.POST.get("text", ""), "room": room}
    return render(request, "contributions/refused.html", context, status=403)


def _where(
    room: str = "", consultation: Consultation | None = None, contribution: Contribution | None = None
) -> tuple[Room, Contribution | None]:
    if contribution is not None:
        return contribution.room, contribution
    return room_of(consultation, room), None  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CONTRIBUTE, refused=_keep_typed)
def contribute(request: MemberRequest, consultation: Consultation, room: str) -> HttpResponse:
    found, *around = rooms_around(consultation, room)
    if request.method != "POST":
        return redirect(room_url(found))
    form = ContributionForm(found, request.POST)
    if not found.accepts_contributions:
        return _keep_typed(
            request, _("This room is closed for contributions."), room=room, consultation=consultation
        )
    if not form.is_valid():
        return render(request, ROOM, room_context(request, found, form, around), status=422)
    return _post(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CONTRIBUTE, by_contribution, refused=_keep_typed)
def reply(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    room = contribution.room
    if not contribution.is_visible:
        return _keep_typed(
            request, _("The contribution you reply to is no longer shown."), contribution=contribution
        )
    if not room.accepts_contributions:
        return _keep_typed(request, _("This room is closed for contributions."), contribution=contribution)
    form = _reply_form(request, contribution)
    if form is not None and form.is_bound and form.is_valid():
        return _post(request, room, form)
    one = Contribution.objects.for_display().get(pk=contribution.pk)
    dress(request, [one])
    context = {"room": room, "contribution": one, "form": form, "consultation": room.consultation}
    return render(request, REPLY, context, status=422 if form is not None and form.is_bound else 200)


def _reply_form(request: MemberRequest, contribution: Contribution) -> ContributionForm | None:
    """The form of a reply; what it replies to is said by the address, whatever the form says."""
    if request.method != "POST":
        return composer_form(request, contribution.room, reply_url(contribution), parent=contribution)
    data = request.POST.copy()
    data["parent"] = str(contribution.pk)
    return ContributionForm(contribution.room, data)


def _post(request: MemberRequest, room: Room, form: ContributionForm) -> HttpResponse:
    if not request.user.has_profile:  # type: ignore[union-attr]
        back = room_url(room)
        typed.keep(request, back, {key: request.POST.getlist(key) for key in request.POST})
        return redirect(f"{reverse('account:profile')}?next={back}")
    author = request.membership or join(request.user, room.consultation)  # type: ignore[arg-type]
    contribution = post_contribution(room, author, form.new_contribution())
    if contribution.visibility == Visibility.HELD:
        told = _("Sent. A moderator will read it within 1 working day. Only you can see it now.")
    else:
        told = _("Your contribution is posted as #%(number)s.") % {"number": contribution.number}
    typed.take(request, request.path)
    typed.take(request, room_url(room))
    messages.success(request, told)
    return redirect(f"{room_url(room)}?at={contribution.number}#c{contribution.number}")
