"""The studio: the outline of the report with what stands behind each heading."""

from __future__ import annotations

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
from synthesis.headings import every, headings_of
from synthesis.models import Build, InsightWording, Report
from synthesis.presence import writers_of
from synthesis.views.common import back_to, may_write, member, person, report_here

MOST_OF_OBJECTIVE = 8000  # characters


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
    kept = InsightWording.objects.filter(insight__section__report=report).select_related("by")
    return kept.order_by("-saved_at").first()


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_from_codebook(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        made = outline.start_from_codebook(consultation, by=person(request))
        if made:
            told = ngettext("%(n)s heading added.", "%(n)s headings added.", made) % {"n": made}
            messages.success(request, told)
        else:
            messages.warning(request, _("Nothing to add: every theme of the codebook has its heading."))
    return back_to("studio", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_from_template(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        made = laying_out.start_from_template(consultation, by=person(request))
        if made:
            told = ngettext("%(n)s heading added.", "%(n)s headings added.", made) % {"n": made}
            messages.success(request, told)
        else:
            messages.warning(request, _("Nothing was added: there is an outline already."))
    return back_to("studio", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def objective_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Why people were asked, in the report's own words."""
    report = outline.report_of(consultation)
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n").strip()[:MOST_OF_OBJECTIVE]
        seen = request.POST.get("seen", "")
        try:
            changed = write_objective(report, text, by=member(request), seen=seen)
        except ChangedMeanwhileError:
            standing = objective_of(outline.report_of(consultation))
            both = {"text": text, "standing": standing, "seen": state_of(standing)}
            context = {"consultation": consultation, **both}
            return render(request, "synthesis/objective.html", context, status=409)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return back_to("objective", consultation.slug)
    text = objective_of(report)
    context = {"consultation": consultation, "text": text, "seen": state_of(text)}
    return render(request, "synthesis/objective.html", context)
