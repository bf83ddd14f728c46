from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from consultation.models import TEAM_ROLES, Consultation, Invitation, Membership, Role
from consultation.permissions import Action, in_consultation, may, membership_of
from consultation.setup.actions.inviting import (
    Answer,
    Verdict,
    change_role,
    invite,
    remove,
    revoke,
    send_again,
)
from consultation.setup.addresses import read_lines
from consultation.setup.forms import PeopleForm, RoleForm
from consultation.setup.invitations import is_held_back
from consultation.setup.refusal import RefusedError
from consultation.setup.requests import EditorRequest
from consultation.setup.views.items import show

MOST_LINES = 200
PER_PAGE = 50
LARGEST_ID = 2**63 - 1
ANSWERS = "setup-answers"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def people(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """Invite people, line by line, and see who is there."""
    form = PeopleForm(request.POST or None, initial={"role": Role.PARTICIPANT})
    answers: list[Answer] = []
    if request.method == "POST" and form.is_valid():
        pasted = list(read_lines(form.cleaned_data["people"]))
        if len(pasted) > MOST_LINES:
            told = _("Invite at most %(most)d people at a time. There are %(n)d lines")
            form.add_error("people", told % {"most": MOST_LINES, "n": len(pasted)})
        else:
            answers = invite(consultation, pasted, form.cleaned_data["role"], actor=request.user)
            refused = [answer for answer in answers if answer.verdict is Verdict.REFUSED]
            if not refused:
                request.session[ANSWERS] = [[a.line, a.verdict, a.note] for a in answers]
                return redirect("manage:people", consultation.slug)
            form = _with_the_rest(request, refused)
    answers = answers or _kept_answers(request)
    context = _who_is_there(consultation, request.GET.get("after", ""))
    return show(request, "people", form, answers=answers, **context)


def _with_the_rest(request: EditorRequest, refused: list[Answer]) -> PeopleForm:
    """The form with only those lines that still have to be mended."""
    data = request.POST.copy()
    data["people"] = "\n".join(answer.line for answer in refused)
    rest = PeopleForm(data)
    rest.add_error(
        "people",
        ngettext(
            "%(n)d line is not understood: mend it and invite again",
            "%(n)d lines are not understood: mend them and invite again",
            len(refused),
        )
        % {"n": len(refused)},
    )
    return rest


def _kept_answers(request: EditorRequest) -> list[Answer]:
    """What became of the lines sent just before; shown once."""
    kept = request.session.pop(ANSWERS, [])
    return [Answer(line, Verdict(verdict), note) for line, verdict, note in kept]


def _who_is_there(consultation: Consultation, after: str) -> dict[str, Any]:
    """The team, a page of the others, and the invitations that wait."""
    members = consultation.memberships.named().select_related("user", "invitation")
    others = members.exclude(role__in=TEAM_ROLES).order_by("pk")
    if after.isascii() and after.isdigit() and int(after) <= LARGEST_ID:
        others = others.filter(pk__gt=int(after))
    page = list(others[: PER_PAGE + 1])
    waiting = list(Invitation.objects.waiting().filter(consultation=consultation))
    for seat in waiting:
        seat.consultation = consultation
    return {
        "team": list(members.filter(role__in=TEAM_ROLES).order_by("role", "name", "pk")),
        "others": page[:PER_PAGE],
        "next": page[PER_PAGE - 1].pk if len(page) > PER_PAGE else None,
        "waiting": [(seat, is_held_back(seat)) for seat in waiting],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def member(request: EditorRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """One member: the role, and the way out."""
    one = _member(consultation, pk)
    form = RoleForm(request.POST or None, initial={"role": one.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        try:
            changed = change_role(one, role, actor=request.user)
        except RefusedError as error:
            form.add_error("role", str(error))
        else:
            if changed:
                words = {"name": one.name, "role": str(Role(role).label).lower()}
                messages.success(request, _("%(name)s is now: %(role)s.") % words)
            return _onward(request, consultation)
    return show(request, "member", form, member=one)


def _member(consultation: Consultation, pk: int) -> Membership:
    """A member with an account: a role without one means nothing. Raises Http404."""
    members = consultation.memberships.named().filter(user__isnull=False)
    one: Membership = get_object_or_404(members.select_related("user", "invitation"), pk=pk)
    one.consultation = consultation
    return one


def _onward(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """Back to the people; to the consultation for somebody who has just given up their own right."""
    still = may(request.user, membership_of(request.user, consultation), Action.SET_UP, consultation)
    if still:
        return redirect("manage:people", consultation.slug)
    return redirect("home") if consultation.is_draft else redirect("consultation", consultation.slug)


@require_POST
@in_consultation(Action.SET_UP)
def remove_member(request: EditorRequest, consultation: Consultation, pk: int) -> HttpResponse:
    one = _member(consultation, pk)
    try:
        remove(one, actor=request.user)
    except RefusedError as error:
        form = RoleForm({"role": one.role})
        form.add_error(None, str(error))
        return show(request, "member", form, member=one)
    messages.success(request, _("%(name)s is no longer a member.") % {"name": one.name})
    return _onward(request, consultation)


@require_POST
@in_consultation(Action.SET_UP)
def revoke_invitation(request: EditorRequest, consultation: Consultation, pk: int) -> HttpResponse:
    seat = get_object_or_404(Invitation, consultation=consultation, pk=pk)
    try:
        revoke(seat, actor=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation of %(email)s is revoked.") % {"email": seat.email})
    return redirect("manage:people", consultation.slug)


@require_POST
@in_consultation(Action.SET_UP)
def resend_invitation(request: EditorRequest, consultation: Consultation, pk: int) -> HttpResponse:
    seat = get_object_or_404(Invitation, consultation=consultation, pk=pk)
    try:
        send_again(seat, actor=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is sent again to %(email)s.") % {"email": seat.email})
    return redirect("manage:people", consultation.slug)
