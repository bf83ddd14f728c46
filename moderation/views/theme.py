"""The page of a theme: what was said about it, grouped, in one list, or as words in their context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultation import slots
from consultation.http import MemberRequest, number_from
from consultation.languages import OWN_NAMES, direction
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, may
from contributions.bylines import byline
from contributions.linking import country_name
from moderation import codebook as codebooks
from moderation.codebook import Codebook, CodedTheme
from moderation.concordance import SHORTEST, words_in
from moderation.examples import elsewhere
from moderation.forms.codebook import places_as_choices
from moderation.grouping import COUNTRY, GROUPINGS, LANGUAGE, NONE, QUESTION, Groups
from moderation.guards import standing_theme
from moderation.material import SEARCHED, Page, concordance, in_group, page_after, taggings_under
from moderation.models import Tagging, Theme
from moderation.suggesting import words_for
from moderation.tallies import groups_of, tally_of
from rooms.models import GuidingQuestion

TAGGINGS_PER_PAGE = 50
GROUPS_PER_PAGE = 12
LINES_PER_PAGE = 100
EXAMPLES_SHOWN = 5
NO_GROUP = "none"  # in the address
ALL, WORDS = "all", "words"

type Group = tuple[str, str, tuple[int, list[int]]]  # key in the address, name, how many and the first


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def theme_page(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    """`by` says how: a grouping (with `in` one group of it), `all` in one list, or `words` in context."""
    return show_theme(request, consultation, theme)


def show_theme(
    request: MemberRequest, consultation: Consultation, theme: int, problem: str = ""
) -> HttpResponse:
    """The page; with a `problem` of what was sent from it, what was ticked and typed stands there still."""
    codebook = codebooks.load(consultation)
    if (heir := _heir_of(codebook, theme)) is not None:
        return redirect("moderation:theme", consultation.slug, heir)
    coded = standing_theme(codebook, theme)
    by = request.GET.get("by", QUESTION)
    themes = [theme, *(one.pk for one in codebook.below(theme))]
    if by == WORDS:
        shown = _in_context(request, codebook, coded, themes)
    elif by == ALL:
        page = page_after(
            taggings_under(consultation, themes), number_from(request.GET, "after"), TAGGINGS_PER_PAGE
        )
        shown = _listed(request, codebook, page)
    else:
        by = by if by in GROUPINGS else QUESTION
        shown = _grouped(request, codebook, coded, themes, by)
    row = Theme.objects.get(pk=theme)
    row.consultation = consultation
    slots.prepare(request, "theme.chosen", [row])
    context = {
        "consultation": consultation,
        "theme": coded,
        "row": row,
        "above": codebook.pick(coded.above),
        "children": codebook.children(theme),
        "figures": tally_of(codebook).themes[theme],
        "examples": _examples(request, codebook, theme),
        "elsewhere": elsewhere([row]).get(theme),
        "by": by,
        "views": _views(),
        "may_code": may(request.user, request.membership, Action.CODE, consultation),
        "places": [("", _("Choose a theme")), *places_as_choices(list(codebook))[1:]],
        "here": reverse("moderation:theme", args=[consultation.slug, theme]),
        "at": request.GET.urlencode(),
        "problem": problem,
        "sent": request.POST,
        "ticked": set(request.POST.getlist("tagging")),
        **shown,
    }
    return render(request, "moderation/theme.html", context, status=422 if problem else 200)


def _views() -> list[tuple[str, str]]:
    return [
        (QUESTION, _("By question")),
        (COUNTRY, _("By country")),
        (LANGUAGE, _("By language")),
        (ALL, _("In one list")),
        (WORDS, _("Words in context")),
    ]


def _heir_of(codebook: Codebook, pk: int) -> int | None:
    """Where a merged theme's taggings are now, however often that one was merged in turn."""
    merged = Theme.objects.filter(consultation=codebook.consultation, merged_into__isnull=False)
    heirs = dict(merged.values_list("pk", "merged_into"))
    heir = heirs.pop(pk, None)
    while heir in heirs:
        heir = heirs.pop(heir)
    return heir


def _dressed(request: MemberRequest, codebook: Codebook, taggings: Sequence[Any]) -> list[Any]:
    for tagging in taggings:
        said = tagging.contribution
        vars(tagging).update(coded=codebook.by_pk[tagging.theme_id], byline=byline(said, request.membership))
    return list(taggings)


def _listed(request: MemberRequest, codebook: Codebook, page: Page) -> dict[str, Any]:
    taggings, later = page
    return {"taggings": _dressed(request, codebook, taggings), "later": later}


def _examples(request: MemberRequest, codebook: Codebook, theme: int) -> list[Any]:
    marked = taggings_under(codebook.consultation, [theme]).filter(is_example=True, passage__isnull=False)
    return _dressed(request, codebook, list(marked.order_by("contribution_id", "pk")[:EXAMPLES_SHOWN]))


def _grouped(
    request: MemberRequest, codebook: Codebook, theme: CodedTheme, themes: list[int], by: str
) -> dict[str, Any]:
    """A page of groups with the first passages of each; with `in` in the address all of one group."""
    consultation = codebook.consultation
    found_groups = groups_of(codebook, theme.pk)
    groups = _in_order(consultation, found_groups, by)
    keys = [key for key, _label, _found in groups]
    asked = request.GET.get("in", "")
    if asked in keys:
        taggings = in_group(taggings_under(consultation, themes), by, NONE if asked == NO_GROUP else asked)
        page = page_after(taggings, number_from(request.GET, "after"), TAGGINGS_PER_PAGE)
        label = next(label for key, label, _found in groups if key == asked)
        return {**_listed(request, codebook, page), "group": label, "group_key": asked}
    start = keys.index(request.GET["after"]) + 1 if request.GET.get("after") in keys else 0
    page_of_groups = groups[start : start + GROUPS_PER_PAGE]
    wanted = [pk for _key, _label, (_count, first) in page_of_groups for pk in first]
    found = taggings_under(consultation, themes).in_bulk(wanted)
    _dressed(request, codebook, list(found.values()))
    shown = [
        {"key": key, "label": label, "count": count, "taggings": [found[pk] for pk in first if pk in found]}
        for key, label, (count, first) in page_of_groups
    ]
    is_last = start + GROUPS_PER_PAGE >= len(groups)
    return {
        "groups": shown,
        "later": None if is_last else page_of_groups[-1][0],
        "shares": _shares(groups),
        "caption": {QUESTION: _("Question"), COUNTRY: _("Country"), LANGUAGE: _("Language")}[by],
        "total": sum(count for count, _first in found_groups.get(LANGUAGE, {}).values()),
    }


def _shares(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """How much is in each group, for a chart; nothing to compare with fewer than two."""
    largest = max((count for _key, _label, (count, _first) in groups), default=0)
    if len(groups) < 2:  # noqa: PLR2004
        return []
    return [
        {"key": key, "label": label, "count": count, "share": count / largest}
        for key, label, (count, _first) in groups
    ]


def _in_order(consultation: Consultation, groups: Groups, by: str) -> list[Group]:
    """Groups as (key in the address, name, what is in it): questions in order, others the largest first."""
    found = dict(groups.get(by, {}))
    ordered: list[tuple[str, str]] = []
    if by == QUESTION:
        questions = GuidingQuestion.objects.filter(room__consultation=consultation).select_related("room")
        several = consultation.rooms.count() > 1
        for one in questions.order_by("room__position", "room", "number"):
            label = f"{one.number} {one.label or one.text}"
            ordered.append((str(one.pk), f"{one.room.title}: {label}" if several else label))
    else:
        name = country_name if by == COUNTRY else _language_name
        largest = sorted(found, key=lambda group: (-found[group][0], group))
        ordered = [(group, name(group)) for group in largest if group != NONE]
    unnamed = {QUESTION: _("No question"), COUNTRY: _("Country not shown"), LANGUAGE: _("No language")}
    ordered.append((NONE, unnamed[by]))
    return [(key or NO_GROUP, label, found[key]) for key, label in ordered if key in found]


def _language_name(code: str) -> str:
    return OWN_NAMES.get(code, code)


def _in_context(
    request: MemberRequest, codebook: Codebook, theme: CodedTheme, themes: list[int]
) -> dict[str, Any]:
    """Each place of the words asked for as a line, sorted around it.

    It begins with the words that speak for the theme, or with its name before anything is learned.
    """
    typed, by_before = request.GET.get("word", "").strip(), request.GET.get("sort") == "before"
    words = words_in(typed or " ".join(words_for(theme.pk)))
    words = words or words_in(theme.name, shortest=SHORTEST)
    found, is_cut = concordance(codebook.consultation, themes, words, by_before=by_before)
    places = {line.id: place for place, line in enumerate(found, start=1)}
    start = places.get(request.GET.get("after", ""), 0)
    page = found[start : start + LINES_PER_PAGE]
    related = ("contribution__author__user", "contribution__room", "passage")
    loaded = Tagging.objects.select_related(*related).in_bulk({line.key for line in page})
    _dressed(request, codebook, list(loaded.values()))
    lines = []
    for nth, line in enumerate(page):
        if (tagging := loaded.get(line.key)) is None:
            continue
        is_first = all(other.key != line.key for other in page[:nth])
        way = direction(tagging.contribution.language)
        lines.append({"found": line, "tagging": tagging, "is_first": is_first, "direction": way})
    return {
        "lines": lines,
        "line_count": len(found),
        "searched": SEARCHED if is_cut else 0,
        "words": " ".join(words),
        "by_before": by_before,
        "later": page[-1].id if page and start + LINES_PER_PAGE < len(found) else None,
    }
