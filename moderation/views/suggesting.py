"""Suggested themes: answering them one by one, and what to code next."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution
from moderation.actions import suggesting as acts
from moderation.guards import actor_of, refuse_withdrawn, theme_in
from moderation.suggesting import basis_of, next_to_code, suggestions_of
from moderation.views.telling import tell, themes_of

PER_PAGE = 20
PLACES = {
    "tags": "moderation:tags",
    "passages": "moderation:new_passage",
    "contribution": "contributions:contribution",
}
NEXT = "next"


@require_safe
@in_consultation(Action.CODE)
def code_next(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """What nobody coded yet: first where the suggestions are least sure."""
    page = Paginator(next_to_code(consultation).for_display(), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    found = suggestions_of(consultation, shown)
    context = {
        "consultation": consultation,
        "basis": basis_of(consultation),
        "page": page,
        "rows": [(one, byline(one, request.membership), found.get(one.pk, [])) for one in shown],
    }
    return render(request, "moderation/code_next.html", context)


@require_POST
@in_consultation(Action.CODE)
def learn(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Have the worker learn again, without waiting for its turn."""
    acts.ask_to_learn(consultation)
    messages.success(request, _("The suggestions will be learned again in a moment."))
    return redirect("moderation:code_next", consultation.slug)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def accept(request: MemberRequest, contribution: Contribution, theme: int) -> HttpResponse:
    take(request, contribution, theme)
    return _back(request, contribution)


def take(request: MemberRequest, contribution: Contribution, theme: int) -> None:
    """Accept a suggested theme, and say so. Raises Http404 for a theme that is gone."""
    refuse_withdrawn(contribution)
    row = theme_in(request.consultation, theme)
    coded = acts.accept(contribution, row, by=actor_of(request))
    words = {"number": contribution.number, "themes": themes_of(contribution, coded.taggings)}
    if coded.taggings:
        told = _("#%(number)s is tagged as a whole: %(themes)s.") % words
        tell(request, told, contribution, coded.taggings)
    else:
        tell(request, _("#%(number)s had these themes already.") % words)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def refuse(request: MemberRequest, contribution: Contribution, theme: int) -> HttpResponse:
    turn_down(request, contribution, theme)
    return _back(request, contribution)


def turn_down(request: MemberRequest, contribution: Contribution, theme: int) -> None:
    """Say that a suggested theme does not fit. Raises Http404 for a theme that is gone."""
    refuse_withdrawn(contribution)
    row = theme_in(request.consultation, theme)
    acts.refuse(contribution, row, by=actor_of(request))
    words = {"number": contribution.number, "theme": row.name}
    tell(request, _("“%(theme)s” will not be suggested for #%(number)s again.") % words)


def _back(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """To the page that the answer was given on."""
    place = request.POST.get("from", "")
    if place == NEXT:
        return redirect("moderation:code_next", request.consultation.slug)
    url = reverse(PLACES.get(place, PLACES["tags"]), args=[contribution.pk])
    return HttpResponseRedirect(f"{url}#suggested")
