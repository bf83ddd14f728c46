"""Hiding a contribution with a reason, and restoring it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consultation import slots
from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution, Visibility
from moderation.actions import decisions, flagging
from moderation.forms.decisions import HideForm, RestoreForm
from moderation.guards import actor_of
from moderation.views.desk_place import on_from, place_asked


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.MODERATE, by_contribution)
def hide(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    _refuse_own(request, contribution)
    if contribution.visibility not in decisions.MAY_BE_HIDDEN:
        return _moved_already(request, contribution, contribution.visibility)
    below = decisions.replies_below(contribution, by=request.membership)
    form = HideForm(len(below), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _hidden(request, contribution, form)
    slots.prepare(request, "moderation.hide", [contribution])
    return _page(request, "moderation/hide.html", contribution, form)


def _hidden(request: MemberRequest, contribution: Contribution, form: HideForm) -> HttpResponse:
    hides = decisions.hide_with_replies if form.cleaned_data.get("with_replies") else decisions.hide
    said = {name: form.cleaned_data[name] for name in ("reason", "to_author", "to_team")}
    try:
        decided = hides(contribution, **said, by=actor_of(request))
    except decisions.NotToBeMovedError as error:
        return _moved_already(request, contribution, error.visibility)
    replies = len(decided) - 1 if isinstance(decided, list) else 0
    told = ngettext(
        "#%(number)s and %(n)s reply are hidden. Everyone sees a note in their place.",
        "#%(number)s and %(n)s replies are hidden. Everyone sees a note in their place.",
        replies,
    )
    if not replies:
        told = _("#%(number)s is hidden. Everyone sees a note in its place.")
    messages.success(request, told % {"number": contribution.number, "n": replies})
    return on_from(request, contribution)


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
        except flagging.OwnDecisionError as error:
            told = _("You hid this contribution. Another moderator answers its author.")
            raise PermissionDenied(told) from error
        except decisions.SealedError:
            told = _("The text of #%(number)s was removed. It can be restored when its author has edited it.")
            messages.warning(request, told % {"number": contribution.number})
            return redirect("contributions:contribution", contribution.pk)
        told = _("#%(number)s is shown again to everyone.")
        messages.success(request, told % {"number": contribution.number})
        return on_from(request, contribution)
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
    return on_from(request, contribution) if request.method == "POST" else _to(contribution)


def _to(contribution: Contribution) -> HttpResponse:
    return redirect("contributions:contribution", contribution.pk)


def _page(request: MemberRequest, template: str, contribution: Contribution, form: Any) -> HttpResponse:
    place = place_asked(request)
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "byline": byline(contribution, request.membership),
        "form": form,
        "decision": contribution.decisions.first(),
        "place": place,
        "back": place.url(contribution.pk) if place else "",
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
