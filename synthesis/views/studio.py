"""The studio: the outline of the report, and what editors do to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation, User
from consultation.permissions import Action, in_consultation, may
from moderation import codebook
from synthesis.actions import outline
from synthesis.forms import SectionForm
from synthesis.headings import every, headings_of
from synthesis.models import Build, Report, Section

STEPS = {"up": -1, "down": 1}


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def studio(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    report = Report.objects.filter(consultation=consultation).first()
    themes = codebook.load(consultation)
    headings = headings_of(report, themes) if report else []
    placed = {theme.pk for heading in every(headings) for theme in heading.themes}
    context = {
        "consultation": consultation,
        "report": report,
        "headings": headings,
        "theme_count": len(themes),
        "unplaced": sum(theme.pk not in placed for theme in themes),
        "version": report.versions.defer("snapshot").first() if report else None,
        "is_building": bool(report) and Build.objects.unfinished().filter(report=report).exists(),
        "may_write": may_write(request),
    }
    return render(request, "synthesis/studio.html", context)


def may_write(request: MemberRequest) -> bool:
    return may(request.user, request.membership, Action.WRITE_REPORT, request.consultation)


def _back(consultation: Consultation, section: Section | None = None) -> HttpResponse:
    anchor = f"#s{section.pk}" if section else ""
    response = redirect("synthesis:studio", consultation.slug)
    response["Location"] += anchor
    return response


def _person(request: MemberRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the guard lets nobody else in
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_from_codebook(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        made = outline.start_from_codebook(consultation, by=_person(request))
        if made:
            told = ngettext("%(n)s heading added.", "%(n)s headings added.", made) % {"n": made}
            messages.success(request, told)
        else:
            messages.warning(request, _("Nothing to add: every theme of the codebook has its heading."))
    return _back(consultation)


def _section(consultation: Consultation, pk: int) -> Section:
    related = Section.objects.select_related("report__consultation")
    return get_object_or_404(related, pk=pk, report__consultation=consultation)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def rename_section(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = _section(consultation, pk)
    before = section.title
    form = SectionForm(request.POST if request.method == "POST" else None, instance=section)
    if form.is_bound and form.is_valid():
        title, section.title = section.title, before
        outline.rename_section(section, title, by=_person(request))
        messages.success(request, _("Renamed: %(title)s") % {"title": title})
        return _back(consultation, section)
    context: dict[str, Any] = {
        "consultation": consultation,
        "section": section,
        "before": before,
        "form": form,
    }
    return render(request, "synthesis/rename.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def move_section(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = _section(consultation, pk)
    step = STEPS.get(request.POST.get("step", ""))
    if request.method == "POST" and step is not None:
        place = outline.move_section(section, step, by=_person(request))
        messages.success(
            request, _("%(title)s is now number %(place)s.") % {"title": section.title, "place": place}
        )
    return _back(consultation, section)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def remove_section(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    if request.method != "POST":
        return _back(consultation)
    section = _section(consultation, pk)
    try:
        outline.remove_section(section, by=_person(request))
    except outline.SectionIsInUseError:
        told = _("%(title)s was not removed: it has headings or insights under it.")
        messages.error(request, told % {"title": section.title})
    else:
        told = _("%(title)s is removed. Its themes keep their passages.")
        messages.success(request, told % {"title": section.title})
    return _back(consultation)
