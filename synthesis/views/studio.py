"""The studio: the outline of the report with what stands behind each heading."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation import codebook
from synthesis.actions import laying_out, outline
from synthesis.actions.insights import ChangedMeanwhileError, state_of
from synthesis.actions.objective import objective_of, write_objective
from synthesis.forms import ObjectiveForm
from synthesis.headings import every, headings_of
from synthesis.models import Build, InsightWording, Report
from synthesis.presence import writers_of
from synthesis.views import saving
from synthesis.views.common import back_to, may_write, member, person, report_here


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def studio(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    report = report_here(consultation)
    themes = codebook.load(consultation)
    headings = headings_of(report, themes) if report else []
    placed = {theme.pk for heading in every(headings) for theme in heading.themes}
    context = {
        "consultation": consultation,
        "report": report,
        "headings": headings,
        "theme_count": len(themes),
        "template": {"parts": laying_out.PARTS, "headings": laying_out.HEADINGS},
        "unplaced": sum(theme.pk not in placed for theme in themes),
        "version": report.versions.defer("snapshot").first() if report else None,
        "newest": _newest_wording(report) if report else None,
        "writers": writers_of(report, request.membership) if report else {},
        "is_building": bool(report) and Build.objects.unfinished().filter(report=report).exists(),
        "may_write": may_write(request),
    }
    return render(request, "synthesis/studio.html", context)


def _newest_wording(report: Report) -> InsightWording | None:
    kept = InsightWording.objects.standing().filter(insight__section__report=report).select_related("by")
    return kept.order_by("-saved_at").first()


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_from_codebook(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        made = outline.start_from_codebook(consultation, by=person(request))
        none = _("Nothing to add: every theme of the codebook has its heading.")
        _tell_added(request, made, none)
    return back_to("studio", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_from_template(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        made = laying_out.start_from_template(consultation, by=person(request))
        _tell_added(request, made, _("Nothing was added: there is an outline already."))
    return back_to("studio", consultation.slug)


def _tell_added(request: MemberRequest, made: int, none: str) -> None:
    if made:
        told = ngettext("%(n)s heading added.", "%(n)s headings added.", made) % {"n": made}
        messages.success(request, told)
    else:
        messages.warning(request, none)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def objective_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Why people were asked, in the report's own words."""
    report = outline.report_of(consultation)
    form = ObjectiveForm(request.POST) if request.method == "POST" else _objective_form(objective_of(report))
    context: dict[str, Any] = {"consultation": consultation, "report": report, "form": form}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            write_objective(
                report, form.words(), by=member(request), seen=data["seen"], sitting=data["sitting"]
            )
        except ChangedMeanwhileError:
            if saving.saves_itself(request):
                return saving.changed_meanwhile()
            standing = context["standing"] = objective_of(outline.report_of(consultation))
            context["form"] = _objective_form(form.words(), seen=state_of(standing))
            return render(request, "synthesis/objective.html", context, status=409)
        if saving.saves_itself(request):
            return saving.saved(state_of(objective_of(report)))
        messages.success(request, _("Saved."))
        return back_to("objective", consultation.slug)
    if form.is_bound and saving.saves_itself(request):
        return saving.refused(form)
    return render(request, "synthesis/objective.html", context, status=422 if form.is_bound else 200)


def _objective_form(text: str, seen: str = "") -> ObjectiveForm:
    return ObjectiveForm(initial=saving.fresh({"text": text}, seen or state_of(text)))
