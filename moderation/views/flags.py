"""Reporting a contribution to the moderators, and answering such reports."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution, Visibility
from contributions.naming import shared_facts
from moderation.actions import flagging
from moderation.forms.desk import DismissForm
from moderation.forms.flags import ReportForm
from moderation.guards import actor_of
from moderation.views.desk_place import on_from

A_DAY = 24 * 60 * 60  # seconds
TOO_MANY, INVALID = 429, 422


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.TAKE_PART, by_contribution)
def report(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    _refuse(request, contribution)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, contribution, form, status=INVALID if form.is_bound else 200)
    try:
        flagging.report(contribution, **form.cleaned_data, by=request.user)  # type: ignore[arg-type]
    except flagging.ReportedAlreadyError:
        messages.info(request, _("You reported this before. The moderators will look within 1 working day."))
    except flagging.TooManyReportsError:
        limit = _("You can send %(n)s reports a day. Your text is below: send it tomorrow.")
        form.add_error(None, limit % {"n": flagging.MOST_A_DAY})
        response = _page(request, contribution, form, status=TOO_MANY)
        response["Retry-After"] = str(A_DAY)
        return response
    else:
        messages.success(request, _("Thank you. The moderators will look within 1 working day."))
    return redirect("contributions:contribution", contribution.pk)


def _refuse(request: MemberRequest, contribution: Contribution) -> None:
    if contribution.is_by(request.membership):
        raise PermissionDenied(_("This is your own contribution. You can edit or withdraw it."))
    if contribution.visibility != Visibility.VISIBLE:
        raise PermissionDenied(_("This contribution is not shown. There is nothing to report."))


def _page(
    request: MemberRequest, contribution: Contribution, form: ReportForm, *, status: int
) -> HttpResponse:
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "byline": byline(contribution, request.membership, shared_facts([contribution])),
        "form": form,
    }
    return render(request, "moderation/flag.html", context, status=status)


@require_POST
@in_consultation(Action.MODERATE, by_contribution)
def keep_shown(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    if contribution.is_by(request.membership):
        raise PermissionDenied(_("This is your own contribution. Another moderator answers its reports."))
    form = DismissForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    try:
        answered = flagging.keep_shown(contribution, answer=answer, by=actor_of(request))
    except flagging.OwnDecisionError as error:
        raise PermissionDenied(
            _("You hid this contribution. Another moderator answers its author.")
        ) from error
    if answered:
        told = _("#%(number)s stays. Those who reported it are told.")
    else:
        told = _("The reports of #%(number)s were answered before.")
    messages.success(request, told % {"number": contribution.number})
    return on_from(request, contribution)
