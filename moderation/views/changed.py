"""The queue "Text changed": passages that an edit left behind, until a person says where they stand."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from moderation import codebook as codebooks
from moderation.actions.carrying import place_of
from moderation.models import Tagging
from moderation.tallies import left_behind
from moderation.views.desk_place import Place

PER_PAGE = 20


@require_safe
@in_consultation(Action.CODE)
def changed_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    waiting = left_behind(consultation)
    related = ("revision__contribution__room", "revision__contribution__author__user")
    rows = waiting.select_related(*related, "revision__contribution__revision").order_by("pk")
    found = list(rows.filter(pk__gt=number_from(request.GET, "after") or 0)[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    themes = _themes_on(consultation, [passage.pk for passage in page])
    context = {
        "consultation": consultation,
        "waiting": [_shown(request, passage, themes.get(passage.pk, [])) for passage in page],
        "count": waiting.count(),
        "later": page[-1].pk if len(found) > PER_PAGE else None,
        "buckets": Place(consultation).buckets(),
    }
    return render(request, "moderation/changed.html", context)


def _themes_on(consultation: Consultation, passages: list[int]) -> dict[int, list[Any]]:
    codebook = codebooks.load(consultation)
    found: dict[int, list[Any]] = {}
    standing = Tagging.objects.filter(passage__in=passages, removed_at=None).order_by("pk")
    for passage, theme in standing.values_list("passage", "theme"):
        found.setdefault(passage or 0, []).append(codebook.by_pk[theme])
    return found


def _shown(request: MemberRequest, passage: Any, themes: list[Any]) -> dict[str, Any]:
    contribution = passage.revision.contribution
    newest = contribution.revision
    place = place_of(passage, newest)
    return {
        "passage": passage,
        "contribution": contribution,
        "byline": byline(contribution, request.membership),
        "themes": themes,
        "proposed": newest.plain[place.start : place.end] if place else "",
    }
