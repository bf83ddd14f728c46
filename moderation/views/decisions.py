"""Hiding a contribution with a reason, and restoring it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution, Visibility
from moderation.actions import decisions
from moderation.forms.decisions import HideForm, RestoreForm
from moderation.guards import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.MODERATE, by_contribution)
def hide(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    _refuse_own(request, contribution)
    if contribution.visibility not in decisions.MAY_BE_HIDDEN:
        return _moved_already(request, contribution, contribution.visibility)
    form = HideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            decisions.hide(contribution, **form.cleaned_data, by=actor_of(request))
        except decisions.NotToBeMovedError as error:
            return _moved_already(request, contribution, error.visibility)
        told = _("#%(number)s is hidden. Everyone sees a note in its place.")
        messages.success(request, told % {"number": contribution.number})
        return redirect("contributions:contribution", contribution.pk)
    return _page(request, "moderation/hide.html", contribution, form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.MODERATE, by_contribution)
def restore(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    _refuse_own(request, contribution)
    if contribution.visibility != Visibility.HIDDEN:
        return _moved_already(request, contribution, contribution.visibility)
    form = RestoreForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            decisions.restore(contribution, **form.cleaned_data, by=actor_of(request))
        except decisions.NotToBeMovedError as error:
            return _moved_already(request, contribution, error.visibility)
        except decisions.SealedError:
            told = _("The text of #%(number)s was removed. It can be restored when its author has edited it.")
            messages.warning(request, told % {"number": contribution.number})
            return redirect("contributions:contribution", contribution.pk)
        told = _("#%(number)s is shown again to everyone.")
        messages.success(request, told % {"number": contribution.number})
        return redirect("contributions:contribution", contribution.pk)
    return _page(request, "moderation/restore.html", contribution, form)


def _refuse_own(request: MemberRequest, contribution: Contribution) -> None:
    if contribution.is_by(request.membership):
        raise PermissionDenied(_("This is your own contribution. Another moderator can hide or restore it."))


def _moved_already(request: MemberRequest, contribution: Contribution, visibility: str) -> HttpResponse:
    """Say where it stands: somebody was faster, or its author withdrew it."""
    told = {
        Visibility.HIDDEN: _("#%(number)s was hidden already."),
        Visibility.WITHDRAWN: _("Its author withdrew #%(number)s. Nobody sees its text."),
        Visibility.VISIBLE: _("#%(number)s is shown already."),
        Visibility.HELD: _("#%(number)s is held for a moderator. It was never shown."),
    }[Visibility(visibility)]
    messages.warning(request, told % {"number": contribution.number})
    return redirect("contributions:contribution", contribution.pk)


def _page(request: MemberRequest, template: str, contribution: Contribution, form: Any) -> HttpResponse:
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "byline": byline(contribution, request.membership),
        "form": form,
        "decision": contribution.decisions.first(),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
