"""Themes on a whole contribution, taking themes back, and undoing either."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution
from moderation import codebook as codebooks
from moderation.actions import coding
from moderation.coding import coding_of
from moderation.desk import recent_themes
from moderation.forms.coding import ThemesForm
from moderation.guards import actor_of, refuse_withdrawn
from moderation.models import Tagging
from moderation.views.choosing import chosen_themes
from moderation.views.telling import PUT_BACK, tell, themes_of

LONGEST_PK = 19  # digits of the largest number that the database can hold


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE, by_contribution)
def tags(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    refuse_withdrawn(contribution)
    form = ThemesForm(
        codebooks.load(request.consultation), request.POST if request.method == "POST" else None
    )
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            themes = chosen_themes(request, form)
            coded = coding.tag_contribution(contribution, themes, by=actor_of(request))
        _tell_tagged(request, contribution, coded)
        return redirect("contributions:contribution", contribution.pk)
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "byline": byline(contribution, request.membership),
        "form": form,
        "recent": recent_themes(form.codebook, request.membership),
        "coding": coding_of(request.consultation, [contribution]).get(contribution.pk),
    }
    return render(request, "moderation/tags.html", context, status=422 if form.is_bound else 200)


def _tell_tagged(request: MemberRequest, contribution: Contribution, coded: coding.Coded) -> None:
    if coded.taggings:
        words = {"number": contribution.number, "themes": themes_of(contribution, coded.taggings)}
        tell(
            request, _("#%(number)s is tagged as a whole: %(themes)s.") % words, contribution, coded.taggings
        )
    else:
        tell(request, _("#%(number)s had these themes already.") % {"number": contribution.number})


@require_POST
@in_consultation(Action.CODE, by_contribution)
def remove_tag(request: MemberRequest, contribution: Contribution, tagging: int) -> HttpResponse:
    row = get_object_or_404(Tagging, pk=tagging, contribution=contribution, passage=None)
    gone = coding.take_back(contribution, [row.pk], by=actor_of(request))
    tell_removed(request, contribution, gone)
    return redirect("contributions:contribution", contribution.pk)


def tell_removed(request: MemberRequest, contribution: Contribution, gone: list[Tagging]) -> None:
    """Say what was taken back, with a way to undo it; or that somebody was faster."""
    words = {"number": contribution.number, "themes": themes_of(contribution, gone)}
    if not gone:
        told = _("That was removed from #%(number)s already.")
    elif gone[0].passage_id:
        told = _("Passage removed from #%(number)s: %(themes)s.")
    else:
        told = _("Theme removed from #%(number)s: %(themes)s.")
    tell(request, told % words, contribution, gone, PUT_BACK)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def undo(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Take back what was just put on, or put back what was just taken: `how` says which."""
    pks = [int(pk) for pk in request.POST.getlist("tagging") if pk.isdecimal() and len(pk) < LONGEST_PK]
    if request.POST.get("how") == PUT_BACK:
        refuse_withdrawn(contribution)
        done = coding.put_back(contribution, pks, by=actor_of(request))
    else:
        done = coding.take_back(contribution, pks, by=actor_of(request))
    words = {"number": contribution.number, "themes": themes_of(contribution, done)}
    told = _("Undone in #%(number)s: %(themes)s.") if done else _("There was nothing to undo in #%(number)s.")
    tell(request, told % words)
    return redirect("contributions:contribution", contribution.pk)
