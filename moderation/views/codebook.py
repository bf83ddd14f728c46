"""Reading the codebook: its page, and the page of a theme with what was said about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, may
from contributions.bylines import byline
from moderation import codebook as codebooks
from moderation.actions.reshaping import last_reshaping
from moderation.codebook import Codebook
from moderation.figures import ThemeFigures, coverage_of, figures_of_themes
from moderation.forms.codebook import places_as_choices
from moderation.guards import standing_theme
from moderation.models import Tagging, Theme

UNTAGGED_SHOWN = 50
TAGGINGS_PER_PAGE = 50


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def codebook_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    codebook = codebooks.load(consultation)
    figures = figures_of_themes(codebook)
    context = {
        "consultation": consultation,
        "codebook": codebook,
        "branches": _branches(codebook, figures, None),
        "coverage": coverage_of(consultation, listed=UNTAGGED_SHOWN),
        "shows_definitions": request.GET.get("definitions") == "on",
        "may_code": _may_code(request),
        "last": last_reshaping(consultation) if _may_code(request) else None,
    }
    return render(request, "moderation/codebook.html", context)


def _may_code(request: MemberRequest) -> bool:
    return may(request.user, request.membership, Action.CODE, request.consultation)


def _branches(
    codebook: Codebook, figures: dict[int, ThemeFigures], parent: int | None
) -> list[dict[str, Any]]:
    """The tree for the template: each theme with its figures and, in turn, its children."""
    return [
        {
            "theme": theme,
            "figures": figures[theme.pk],
            "children": _branches(codebook, figures, theme.pk),
        }
        for theme in codebook.children(parent)
    ]


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def theme_page(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    codebook = codebooks.load(consultation)
    if (heir := _heir_of(codebook, theme)) is not None:
        return redirect("moderation:theme", consultation.slug, heir)
    coded = standing_theme(codebook, theme)
    page, later = _page_of(consultation, [theme, *(one.pk for one in codebook.below(theme))], request)
    for tagging in page:
        vars(tagging).update(
            coded=codebook.by_pk[tagging.theme_id], byline=byline(tagging.contribution, request.membership)
        )
    context = {
        "consultation": consultation,
        "theme": coded,
        "above": codebook.pick(coded.above),
        "children": codebook.children(theme),
        "figures": figures_of_themes(codebook)[theme],
        "taggings": page,
        "later": later,
        "may_code": _may_code(request),
        "places": [("", gettext("Choose a theme")), *places_as_choices(list(codebook))[1:]],
    }
    return render(request, "moderation/theme.html", context)


def _heir_of(codebook: Codebook, pk: int) -> int | None:
    """Where a merged theme's taggings are now, however often that one was merged in turn."""
    heirs = dict(
        Theme.objects.filter(consultation=codebook.consultation, merged_into__isnull=False).values_list(
            "pk", "merged_into"
        )
    )
    heir = heirs.pop(pk, None)
    while heir in heirs:
        heir = heirs.pop(heir)
    return heir


def _page_of(
    consultation: Consultation, themes: list[int], request: MemberRequest
) -> tuple[list[Any], int | None]:
    """One page of a theme's taggings by contribution, and the number to page on from, if there are more."""
    related = ("contribution__author__user", "contribution__room", "passage")
    taggings = Tagging.objects.counted_in(consultation).filter(theme__in=themes).select_related(*related)
    after = number_from(request.GET, "after")
    last = Tagging.objects.filter(pk=after).first() if after else None
    if last is not None:
        beyond = Q(contribution=last.contribution_id, pk__gt=last.pk)
        taggings = taggings.filter(Q(contribution__gt=last.contribution_id) | beyond)
    found = list(taggings.order_by("contribution_id", "pk")[: TAGGINGS_PER_PAGE + 1])
    page = found[:TAGGINGS_PER_PAGE]
    return page, page[-1].pk if len(found) > len(page) else None
