"""Changing, removing and carrying over a passage."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultation import slots
from consultation.http import MemberRequest, number_from
from consultation.permissions import Action, in_consultation
from contributions.guards import by_contribution
from contributions.models import Contribution, Revision
from moderation import codebook as codebooks
from moderation.actions import carrying, coding
from moderation.conflicts import passage_conflict
from moderation.desk import recent_themes
from moderation.forms.coding import StandingPassageForm, words_of
from moderation.guards import actor_of, passage_in, refuse_withdrawn
from moderation.meanwhile import ChangedMeanwhileError, Shown, both, sent_along
from moderation.models import Passage
from moderation.views.choosing import chosen_themes
from moderation.views.tags import tell_removed
from moderation.views.telling import tell

QUEUE = "changed"
RESTING = "passage.removed"  # a slot: what else rests on a passage
OK, INVALID, CONFLICT = 200, 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE, by_contribution)
def change_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    refuse_withdrawn(contribution)
    row = passage_in(contribution, passage)
    codebook = codebooks.load(request.consultation)
    if request.method != "POST":
        form = StandingPassageForm(codebook, initial=words_of(coding.shown_of(row)))
        return _page(request, row, form, OK)
    form = StandingPassageForm(codebook, request.POST)
    if not form.is_valid():
        return _page(request, row, form, INVALID)
    try:
        with transaction.atomic():
            themes, seen = chosen_themes(request, form), form.cleaned_data["seen"]
            words = {key: form.cleaned_data[key] for key in ("note", "useful_as_quote")}
            coding.change_passage(row, themes, **words, seen=seen, by=actor_of(request))
    except coding.PassageGoneError:
        told = _("Somebody removed this passage from #%(number)s meanwhile. Nothing was changed.")
        messages.warning(request, told % {"number": contribution.number})
        return _to_contribution(contribution)
    except ChangedMeanwhileError as error:
        return _see_both(request, row, form, error.now)
    tell(request, _("Passage changed in #%(number)s.") % {"number": contribution.number})
    return _to_contribution(contribution, row.pk)


def _see_both(request: MemberRequest, row: Passage, form: StandingPassageForm, now: Shown) -> HttpResponse:
    """The form again with what is saved and what was about to be, side by side."""
    new = {name: form.cleaned_data[name] for name in ("new_theme", "under") if name in form.cleaned_data}
    initial = words_of(both(form.cleaned_data["seen"], now, form.mine)) | new | {"seen": sent_along(now)}
    conflict = passage_conflict(row, form.codebook, now, form.mine, made=form.made)
    fresh = StandingPassageForm(form.codebook, initial=initial)
    return _page(request, row, fresh, CONFLICT, conflict=conflict)


def _page(
    request: MemberRequest, row: Passage, form: StandingPassageForm, status: int, **more: Any
) -> HttpResponse:
    contribution = row.revision.contribution
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "passage": row,
        "form": form,
        "recent": recent_themes(form.codebook, request.membership),
        **more,
    }
    return render(request, "moderation/passage.html", context, status=status)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def remove_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    row = get_object_or_404(Passage, pk=passage, revision__contribution=contribution)
    if "sure" not in request.POST and row.removed_at is None:
        slots.prepare(request, RESTING, [row])
        if slots.filled(request, RESTING, row):
            return _ask_first(request, contribution, row)
    gone = coding.take_back_passage(contribution, row, by=actor_of(request))
    tell_removed(request, contribution, gone)
    return _to_queue(request) or _to_contribution(contribution)


def _ask_first(request: MemberRequest, contribution: Contribution, row: Passage) -> HttpResponse:
    """Name the insights that rest on the passage before it is removed."""
    row.revision.contribution = contribution
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "passage": row,
        "back": QUEUE if request.POST.get("back") == QUEUE else "",
    }
    return render(request, "moderation/remove_passage.html", context)


def _to_queue(request: MemberRequest) -> HttpResponse | None:
    """The way back for those who came from the queue of passages whose text changed."""
    slug = request.consultation.slug
    return redirect("moderation:changed", slug) if request.POST.get("back") == QUEUE else None


def _to_contribution(contribution: Contribution, passage: int | None = None) -> HttpResponse:
    url = reverse("contributions:contribution", args=[contribution.pk])
    return HttpResponseRedirect(f"{url}#p{passage}" if passage else url)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def carry_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    """The passage stands in the newest version where it was proposed."""
    refuse_withdrawn(contribution)
    found = passage_in(contribution, passage)
    back = reverse("contributions:contribution", args=[contribution.pk])
    shown = Revision.objects.filter(contribution=contribution, pk=number_from(request.POST, "revision") or 0)
    revision = shown.first() or contribution.revision
    assert revision is not None  # noqa: S101  every contribution has one once it is posted
    try:
        carried = carrying.confirm_place(found, revision, by=actor_of(request))
    except carrying.NothingToCarryError:
        messages.error(request, _("Nothing was carried over: the text or the passage changed meanwhile."))
        return _to_queue(request) or redirect(f"{back}#text-changed")
    messages.success(request, _("Carried over. The passage stands in the newest version now."))
    return _to_queue(request) or redirect(f"{back}#p{carried.pk}")
