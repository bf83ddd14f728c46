"""Changing, removing and carrying over a passage."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest, number_from
from consultation.permissions import Action, in_consultation
from contributions.guards import by_contribution
from contributions.models import Contribution, Revision
from moderation import codebook as codebooks
from moderation.actions import carrying, coding
from moderation.forms.coding import PassageWordsForm, words_of
from moderation.guards import actor_of, passage_in, refuse_withdrawn
from moderation.models import Passage, Tagging
from moderation.views.choosing import chosen_themes
from moderation.views.tags import tell_removed
from moderation.views.telling import tell

QUEUE = "changed"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE, by_contribution)
def change_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    refuse_withdrawn(contribution)
    row = passage_in(contribution, passage)
    standing = Tagging.objects.standing().filter(passage=row).order_by("pk").values_list("theme", flat=True)
    data = request.POST if request.method == "POST" else None
    form = PassageWordsForm(codebooks.load(request.consultation), data, initial=words_of(row, list(standing)))
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            themes = chosen_themes(request, form)
            words = {key: form.cleaned_data[key] for key in ("note", "useful_as_quote")}
            coding.change_passage(row, themes, **words, by=actor_of(request))
        tell(request, _("Passage changed in #%(number)s.") % {"number": contribution.number})
        return _to_contribution(contribution, row.pk)
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "passage": row,
        "form": form,
    }
    return render(request, "moderation/passage.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def remove_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    row = get_object_or_404(Passage, pk=passage, revision__contribution=contribution)
    gone = coding.take_back_passage(contribution, row, by=actor_of(request))
    tell_removed(request, contribution, gone)
    return _to_queue(request) or _to_contribution(contribution)


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
