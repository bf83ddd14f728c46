"""Draft for me: what the worker proposes for each heading, taken or refused piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest, number_from, wants_fragment
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation.models import Tagging
from synthesis.actions import drafting
from synthesis.actions.drafting import AnsweredError, Choice
from synthesis.actions.outline import report_of
from synthesis.headings import Heading, every, points_of
from synthesis.models import DraftRun, Evidence, Insight, Proposal, Report
from synthesis.proposals import open_by_section, proposed
from synthesis.views.common import insight_here, may_write, member, outline_here, report_here, section_here
from synthesis.wording import wording_for

PAGE = "synthesis/draft.html"
REFUSED = 20  # of a heading, the newest
KIND, STATUS = Proposal.Kind, Proposal.Status


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def draft_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    report = report_here(consultation)
    context: dict[str, Any] = {"consultation": consultation, "may_write": may_write(request)}
    if report is not None:
        context["run"] = report.draft_runs.select_related("section").first()
        if wants_fragment(request):
            return _varied(render(request, f"{PAGE}#state", context))
        context |= _context(report, number_from(request.GET, "heading"), context["run"])
    return _varied(render(request, PAGE, context))


def _varied(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


def _context(report: Report, wanted: int | None, run: DraftRun | None) -> dict[str, Any]:
    headings = outline_here(report)
    themed = [one for one in every(headings) if one.themes]
    waiting = open_by_section([one.section.pk for one in themed])
    heading = _chosen(themed, waiting, wanted)
    return {
        "themed": [(one, waiting.get(one.section.pk, 0)) for one in themed],
        "waiting": sum(waiting.values()),
        "newer": _tagged_since(report, run),
        "heading": heading,
        **(_under(report, heading) if heading else {}),
    }


def _chosen(themed: Sequence[Heading], waiting: dict[int, int], wanted: int | None) -> Heading | None:
    """The heading asked for, or the first with something to answer, or the first."""
    asked = next((one for one in themed if one.section.pk == wanted), None)
    open_ones = (one for one in themed if waiting.get(one.section.pk))
    return asked or next(open_ones, None) or next(iter(themed), None)


def _under(report: Report, heading: Heading) -> dict[str, Any]:
    wording = wording_for(report.consultation.language)
    here = Proposal.objects.filter(section=heading.section).select_related("insight")
    shown = proposed(list(here.filter(status=STATUS.OPEN)), wording)
    refused = here.filter(status=STATUS.REFUSED).order_by("-answered_at")[:REFUSED]
    points = points_of(report, heading)
    return {
        "sentences": [one for one in shown if one.proposal.kind == KIND.SENTENCE],
        "groups": [one for one in shown if one.proposal.kind in {KIND.INSIGHT, KIND.EVIDENCE}],
        "quotes": [one for one in shown if one.proposal.kind == KIND.QUOTE],
        "refused": proposed(list(refused), wording),
        "points": points,
        "numbers": {point.insight.pk: f"{point.number} {point.name}" for point in points},
        "stances": Evidence.Stance.choices,
    }


def _tagged_since(report: Report, run: DraftRun | None) -> int:
    """How many tags were put on since the last draft was asked for."""
    if run is None or not run.finished_at:
        return 0
    tagged = Tagging.objects.counted_in(report.consultation)
    return tagged.filter(at__gt=run.requested_at, theme__sections__report=report).distinct().count()


def _back(consultation: Consultation, heading: int | None = None, anchor: str = "") -> HttpResponse:
    address = reverse("synthesis:draft", args=[consultation.slug])
    return redirect(f"{address}{f'?heading={heading}' if heading else ''}{f'#{anchor}' if anchor else ''}")


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_draft(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    pk = number_from(request.POST, "heading")
    if request.method == "POST":
        section = section_here(consultation, pk) if pk is not None else None
        drafting.request_draft(report_of(consultation), section, by=member(request))
    return _back(consultation, pk)


def _proposal_here(consultation: Consultation, pk: int) -> Proposal | None:
    """None where a newer draft put others in its place. Raises Http404 for one of another consultation."""
    found = Proposal.objects.select_related("section__report__consultation").filter(pk=pk).first()
    if found is not None and found.section.report.consultation_id != consultation.pk:
        raise Http404
    return found


def _gone(request: MemberRequest, consultation: Consultation, proposal: Proposal | None) -> HttpResponse:
    messages.warning(request, _("That proposal changed meanwhile. This is what is proposed now."))
    return _back(consultation, proposal.section_id if proposal else None)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def accept(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    proposal = _proposal_here(consultation, pk)
    if request.method != "POST":
        return _back(consultation, proposal.section_id if proposal else None)
    if proposal is None:
        return _gone(request, consultation, None)
    choice = _choice(request, consultation)
    if choice is None:
        messages.error(request, _("Keep at least one passage."))
        return _back(consultation, proposal.section_id, f"d{pk}")
    try:
        insight = drafting.accept(proposal, choice, by=member(request))
    except AnsweredError:
        return _gone(request, consultation, proposal)
    messages.success(request, _told(proposal, choice, insight))
    return _back(consultation, proposal.section_id, "proposals")


def _choice(request: MemberRequest, consultation: Consultation) -> Choice | None:
    """What the form says; None where every passage that it showed was unticked."""
    shown, kept = (set(map(int, _numbers(request, name))) for name in ("shown", "kept"))
    if shown and not kept:
        return None
    said = {pk: request.POST.get(f"stance-{pk}", "") for pk in kept}
    stances = {pk: stance for pk, stance in said.items() if stance in Evidence.Stance.values}
    target = number_from(request.POST, "insight")
    insight = insight_here(consultation, target) if target is not None else None
    return Choice(frozenset(shown - kept), stances, insight)


def _numbers(request: MemberRequest, name: str) -> list[str]:
    return [value for value in request.POST.getlist(name) if value.isdecimal()]


def _told(proposal: Proposal, choice: Choice, insight: Insight | None) -> str:
    if insight is None:
        return _("The sentence stands under the heading now.")
    if proposal.kind == KIND.EVIDENCE or choice.insight is not None:
        return _("Added as evidence.")
    return _("New insight. Its words are a start: write what people say.")


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def refuse(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    return _answered(request, consultation, pk, drafting.refuse, _("It is not proposed again."))


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def propose_again(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    return _answered(request, consultation, pk, drafting.propose_again, _("It is listed again."))


def _answered(
    request: MemberRequest, consultation: Consultation, pk: int, act: Any, told: str
) -> HttpResponse:
    proposal = _proposal_here(consultation, pk)
    if request.method == "POST":
        try:
            if proposal is None:
                raise AnsweredError(pk)  # noqa: TRY301  the same answer as for one that was answered
            act(proposal, by=member(request))
        except AnsweredError:
            return _gone(request, consultation, proposal)
        messages.success(request, told)
    return _back(consultation, proposal.section_id if proposal else None, "proposals")
