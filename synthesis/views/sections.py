"""Parts and headings: reading one, adding, writing, moving, removing."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest, form_page, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation import codebook
from moderation.codebook import Codebook
from synthesis.actions import outline
from synthesis.actions.insights import ChangedMeanwhileError
from synthesis.actions.placing import place_section
from synthesis.finding import countries_to_search, find_passages, questions_to_search, search_from
from synthesis.forms import NewSectionForm, SectionForm
from synthesis.headings import Heading, every, find, points_of
from synthesis.models import Section
from synthesis.presence import writers_of
from synthesis.views import saving
from synthesis.views.common import (
    back_to,
    may_write,
    outline_here,
    page_of_points,
    person,
    report_here,
    section_here,
)

STEPS = {"up": -1, "down": 1}


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def section_page(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = section_here(consultation, pk)
    headings = outline_here(section.report)
    heading = find(headings, pk)
    points = points_of(section.report, heading)
    at = number_from(request.GET, "at")
    page = page_of_points(points, number=request.GET.get("page", "1"), at=at)
    search = search_from(request.GET).under([theme.pk for theme in heading.themes])
    context = {
        "consultation": consultation,
        "headings": headings,
        "heading": heading,
        "points": list(page),
        "page": page,
        "writers": writers_of(section.report, request.membership) if points else {},
        "figures": section.figures.all(),
        "found": find_passages(section.report, search, section),
        "search": search,
        "questions": questions_to_search(consultation),
        "countries": countries_to_search(consultation),
        "places": [place for place in _places(headings) if place[0] != pk],
        "may_write": may_write(request),
    }
    return render(request, "synthesis/section.html", context)


def _places(headings: Sequence[Heading]) -> list[tuple[int, str]]:
    """Every heading that may hold headings, with its number."""
    return [(one.section.pk, one.label) for one in every(headings) if one.level < outline.DEEPEST]


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def add_section(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    report = report_here(consultation)
    places = _places(outline_here(report)) if report else []
    form = NewSectionForm(places, request.POST or None)
    if form.is_bound and form.is_valid():
        under = form.cleaned_data["under"]
        section = outline.add_section(
            consultation,
            form.cleaned_data["title"],
            parent=section_here(consultation, int(under)) if under.isdecimal() else None,
            is_part=under == form.PART,
            by=person(request),
        )
        messages.success(request, _("Added: %(title)s") % {"title": section.title})
        return back_to("studio", consultation.slug, anchor=f"s{section.pk}")
    return form_page(request, "synthesis/section_new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def edit_section(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = section_here(consultation, pk)
    themes, before = codebook.load(consultation), outline.section_words(section)
    context = {"consultation": consultation, "section": section, "before": section.title}
    form = SectionForm(themes, request.POST) if request.method == "POST" else _form(themes, before)
    if form.is_bound and form.is_valid():
        words, data = form.words(), form.cleaned_data
        try:
            outline.change_section(
                section, words, seen=data["seen"], by=person(request), sitting=data["sitting"]
            )
        except ChangedMeanwhileError:
            if saving.saves_itself(request):
                return saving.changed_meanwhile()
            standing = outline.section_words(section)
            context["standing"] = standing
            context["standing_themes"] = themes.pick(sorted(standing.themes))
            context["form"] = _form(themes, words, seen=standing.state)
            return render(request, "synthesis/section_edit.html", context, status=409)
        if saving.saves_itself(request):
            return saving.saved(outline.section_words(section).state)
        messages.success(request, _("Saved: %(title)s") % {"title": words.title})
        return back_to("studio", consultation.slug, anchor=f"s{pk}")
    if form.is_bound and saving.saves_itself(request):
        return saving.refused(form)
    status = 422 if form.is_bound else 200
    return render(request, "synthesis/section_edit.html", {**context, "form": form}, status=status)


def _form(themes: Codebook, words: outline.SectionWords, seen: str = "") -> SectionForm:
    chosen = [str(pk) for pk in words.themes]
    values = {"title": words.title, "lead": words.lead, "themes": chosen}
    return SectionForm(themes, initial=saving.fresh(values, seen or words.state))


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def move_section(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = section_here(consultation, pk)
    if request.method == "POST":
        try:
            _move(request, section)
        except outline.OutlineTooDeepError:
            told = _(
                "%(title)s cannot stand there: the outline has three levels, and parts stand at its top."
            )
            messages.error(request, told % {"title": section.title})
    return back_to("studio", consultation.slug, anchor=f"s{pk}")


def _move(request: MemberRequest, section: Section) -> None:
    """By a step, to the end of another heading, or (what is dragged) there before another one or last."""
    step, to = request.POST.get("step", ""), request.POST.get("to", "")
    told, by = {"title": section.title}, person(request)
    if step in STEPS:
        place = outline.move_section(section, STEPS[step], by=by)
        messages.success(request, _("%(title)s is now number %(place)s.") % {**told, "place": place})
    elif to:
        parent = section_here(request.consultation, int(to)) if to.isdecimal() else None
        if "before" in request.POST:
            before = number_from(request.POST, "before")
            beside = section_here(request.consultation, before) if before else None
            moved = place_section(section, parent, before=beside, by=by)
        else:
            moved = outline.move_section_to(section, parent, by=by)
        if moved:
            messages.success(request, _("%(title)s is moved.") % told)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def remove_section(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    if request.method == "POST":
        section = section_here(consultation, pk)
        try:
            outline.remove_section(section, by=person(request))
        except outline.SectionIsInUseError:
            told = _("%(title)s was not removed: it has headings, insights or figures under it.")
            messages.error(request, told % {"title": section.title})
        else:
            told = _("%(title)s is removed. Its themes keep their passages.")
            messages.success(request, told % {"title": section.title})
    return back_to("studio", consultation.slug)
