"""Reading the codebook."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, may
from contributions.figures import Figures
from moderation import codebook as codebooks
from moderation.actions.reshaping import last_reshaping
from moderation.codebook import Codebook, CodedTheme
from moderation.examples import Example, elsewhere
from moderation.figures import ThemeFigures, untagged_among
from moderation.models import Tagging, Theme
from moderation.tallies import tally_of

EXAMPLES_EACH = 3
MOST_EXAMPLES = 600


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def codebook_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    codebook = codebooks.load(consultation)
    tally = tally_of(codebook)
    shows_definitions = request.GET.get("definitions") == "on"
    examples = _examples(codebook) if shows_definitions else {}
    others = _elsewhere(codebook) if shows_definitions else {}
    context = {
        "consultation": consultation,
        "codebook": codebook,
        "branches": _branches(codebook, tally.themes, examples, others),
        "tally": tally,
        "untagged": untagged_among(tally.untagged),
        "shows_definitions": shows_definitions,
        "may_code": _may_code(request),
        "last": last_reshaping(consultation) if _may_code(request) else None,
    }
    return render(request, "moderation/codebook.html", context)


def _may_code(request: MemberRequest) -> bool:
    return may(request.user, request.membership, Action.CODE, request.consultation)


def _examples(codebook: Codebook) -> dict[int, list[Tagging]]:
    """Some passages of each theme that show how it is meant."""
    counted = Tagging.objects.counted_in(codebook.consultation)
    marked = counted.filter(is_example=True, passage__isnull=False).select_related("passage", "contribution")
    found: dict[int, list[Tagging]] = {}
    for tagging in marked.order_by("theme", "pk")[:MOST_EXAMPLES]:
        found.setdefault(tagging.theme_id, []).append(tagging)
    return {theme: taggings[:EXAMPLES_EACH] for theme, taggings in found.items()}


def _elsewhere(codebook: Codebook) -> dict[int, list[Example]]:
    with_some = Theme.objects.filter(consultation=codebook.consultation, retired_at=None).exclude(examples=[])
    return {theme: examples[:EXAMPLES_EACH] for theme, examples in elsewhere(with_some).items()}


def _branches(
    codebook: Codebook,
    figures: dict[int, ThemeFigures],
    examples: dict[int, list[Tagging]],
    others: dict[int, list[Example]],
) -> list[dict[str, Any]]:
    """The tree for the template: each theme with its figures and, in turn, its children."""
    children: defaultdict[int | None, list[CodedTheme]] = defaultdict(list)
    for theme in codebook:
        children[theme.parent].append(theme)

    def branch(theme: CodedTheme) -> dict[str, Any]:
        return {
            "theme": theme,
            "figures": figures.get(theme.pk, ThemeFigures(0, Figures())),
            "examples": examples.get(theme.pk, []),
            "elsewhere": others.get(theme.pk, []),
            "children": [branch(child) for child in children[theme.pk]],
        }

    return [branch(theme) for theme in children[None]]
