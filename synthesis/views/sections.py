"""Parts and headings: reading one, adding, writing, moving, removing."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions import outline
from synthesis.finding import find_passages
from synthesis.forms import NewSectionForm, SectionForm
from synthesis.headings import Heading, every, find, points_of
from synthesis.models import Section
from synthesis.views.common import back_to, may_write, outline_here, person, report_here, section_here

STEPS = {"up": -1, "down": 1}


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def section_page(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = section_here(consultation, pk)
    headings = outline_here(section.report)
    heading = find(headings, pk)
    themes = {theme.pk for theme in heading.themes}
    words, used_too = request.GET.get("words", ""), request.GET.get("used") == "1"
    context = {
        "consultation": consultation,
        "headings": headings,
        "heading": heading,
        "points": points_of(section.report, heading),
        "figures": section.figures.all(),
        "found": find_passages(section.report, themes, words=words, used_too=used_too),
        "words": words,
        "used_too": used_too,
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
    context = {"consultation": consultation, "form": form}
    return render(request, "synthesis/section_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def edit_section(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = section_here(consultation, pk)
    before = {"title": section.title, "lead": section.lead}
    form = SectionForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_bound and form.is_valid():
        title, lead = form.cleaned_data["title"], form.cleaned_data["lead"]
        if outline.write_section(section, title, lead, by=person(request)):
            messages.success(request, _("Saved: %(title)s") % {"title": title})
        return back_to("studio", consultation.slug, anchor=f"s{pk}")
    context = {"consultation": consultation, "section": section, "before": before["title"], "form": form}
    return render(request, "synthesis/section_edit.html", context, status=422 if form.is_bound else 200)


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
    step, to = request.POST.get("step", ""), request.POST.get("to", "")
    told = {"title": section.title}
    if step in STEPS:
        place = outline.move_section(section, STEPS[step], by=person(request))
        messages.success(request, _("%(title)s is now number %(place)s.") % {**told, "place": place})
    elif to:
        parent = section_here(request.consultation, int(to)) if to.isdecimal() else None
        outline.move_section_to(section, parent, by=person(request))
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
