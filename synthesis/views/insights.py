"""Insights: writing one, and choosing what it rests on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from contributions.models import Contribution
from moderation import codebook
from moderation.models import Passage, Tagging
from synthesis.actions import insights
from synthesis.actions.insights import InsightWords, fingerprint, words_of
from synthesis.actions.placing import place_insight
from synthesis.finding import countries_to_search, find_passages, questions_to_search, search_from
from synthesis.forms import InsightForm
from synthesis.headings import every, find, headings_of, points_of
from synthesis.models import Evidence, Insight, Section
from synthesis.presence import Place, come_to, place_of
from synthesis.snapshot_body import evidence_of
from synthesis.support import dissent_without_place
from synthesis.views.common import (
    back_to,
    insight_here,
    may_write,
    member,
    page_of_points,
    section_here,
)

STEPS = {"up": -1, "down": 1}
MOST_AT_ONCE = 1000
LONGEST_PK = 19  # digits of the largest number that the database can hold


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def insight_page(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    words = words_of(insight)
    form = InsightForm.of(words, seen=fingerprint(words))
    return render(request, "synthesis/insight.html", page_of(request, insight, form))


def page_of(request: MemberRequest, insight: Insight, form: InsightForm) -> dict[str, Any]:
    """What the page of an insight shows, with this form."""
    report = insight.section.report
    themes = codebook.load(report.consultation)
    headings = headings_of(report, themes)
    heading = find(headings, insight.section_id)
    points = points_of(report, heading)
    search = search_from(request.GET)
    gathered = search.themes or [one.pk for one in heading.themes]
    standing = insight.wordings.standing().select_related("by")
    place, last = place_here(request, insight), insight.wordings.select_related("by").first()
    return {
        "consultation": report.consultation,
        "headings": headings,
        "heading": heading,
        "points": list(page_of_points(points, at=insight.pk)),
        "point": next(one for one in points if one.insight.pk == insight.pk),
        "insight": insight,
        "form": form,
        "newest": standing.first() if last and last.is_aside else last,
        "kept": last.number if last else 0,
        "place": place,
        "writes": may_write(request) and (place.holder is None or form.is_bound),
        "evidence": evidence_of(insight),
        "lost": insight.evidence.exclude(contribution__in=Contribution.objects.counted()),
        "stances": Evidence.Stance.choices,
        "outside": insight.outside.all(),
        "dissent": dissent_without_place(insight.section).count(),
        "found": find_passages(report, search.under(gathered), insight.section),
        "search": search,
        "themes": themes,
        "questions": questions_to_search(report.consultation),
        "countries": countries_to_search(report.consultation),
        "places": [one for one in every(headings) if one.section.pk != insight.section_id],
        "may_write": may_write(request),
    }


def place_here(request: MemberRequest, insight: Insight) -> Place:
    """The place at its heading, taken where it is free by whoever may write; looking leaves no other."""
    if may_write(request) and request.membership is not None:
        return come_to(insight, request.membership, leaves=request.method == "POST")
    return place_of(insight.section_id, request.membership)


def _passages(request: MemberRequest, consultation: Consultation) -> list[Passage]:
    """The ticked passages that count in this consultation, in the order in which they were ticked."""
    wanted = [int(pk) for pk in request.POST.getlist("passages") if pk.isdecimal()]
    counted = Tagging.objects.counted_in(consultation).filter(passage__in=wanted).values("passage")
    found = Passage.objects.filter(pk__in=counted).select_related("revision").in_bulk()
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def add_insight(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = section_here(consultation, pk)
    if request.method != "POST":
        return back_to("section", consultation.slug, pk)
    return _made_from(request, section, _passages(request, consultation))


@require_POST
@in_consultation(Action.WRITE_REPORT)
def insight_from_theme(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """A new insight under the heading chosen on the page of a theme, from the passages chosen there."""
    pk = number_from(request.POST, "section")
    if pk is None:
        messages.error(request, _("Choose a heading of the report"))
        return redirect("moderation:codebook", consultation.slug)
    section = section_here(consultation, pk)
    sent = request.POST.getlist("tagging")[:MOST_AT_ONCE]
    chosen = [int(pk) for pk in sent if pk.isdecimal() and len(pk) < LONGEST_PK]
    counted = Tagging.objects.counted_in(consultation).filter(pk__in=chosen, passage__isnull=False)
    found = Passage.objects.filter(pk__in=counted.values("passage")).select_related("revision")
    return _made_from(request, section, list(found.order_by("revision__contribution", "start", "pk")))


def _made_from(request: MemberRequest, section: Section, passages: list[Passage]) -> HttpResponse:
    insight = insights.add_insight(section, InsightWords(), by=member(request), passages=passages)
    told = ngettext(
        "New insight from %(n)s passage. Now write what it says.",
        "New insight from %(n)s passages. Now write what they say.",
        len(passages),
    )
    messages.success(request, told % {"n": len(passages)} if passages else _("New insight. Now write it."))
    return back_to("insight", request.consultation.slug, insight.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def move_insight(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    came_from = number_from(request.POST, "from")
    if request.method == "POST":
        _move(request, insight)
    if came_from is not None:
        response = redirect("synthesis:section", consultation.slug, came_from)
        response["Location"] += f"?at={pk}#i{pk}"
        return response
    return back_to("insight", consultation.slug, pk)


def _move(request: MemberRequest, insight: Insight) -> None:
    """By a step, to the end of another heading, or (what is dragged) there before another one or last."""
    step, to, by = request.POST.get("step", ""), number_from(request.POST, "to"), member(request)
    if step in STEPS:
        place = insights.move_insight(insight, STEPS[step], by=by)
        total = insight.section.insights.count()
        messages.success(request, _("Insight %(place)s of %(total)s.") % {"place": place, "total": total})
    elif to is not None:
        was, section = insight.section_id, section_here(request.consultation, to)
        if "before" in request.POST:
            before = number_from(request.POST, "before")
            beside = insight_here(request.consultation, before) if before else None
            place_insight(insight, section, before=beside, by=by)
        else:
            insights.move_insight_to(insight, section, by=by)
        told = _("Moved.") if was == section.pk else _("Moved to %(title)s.") % {"title": section.title}
        messages.success(request, told)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def remove_insight(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    section = insight.section_id
    if request.method == "POST":
        insights.remove_insight(insight, by=member(request))
        messages.success(request, _("The insight is removed. Its passages are free again."))
        return back_to("section", consultation.slug, section)
    context = {"consultation": consultation, "insight": insight, "words": words_of(insight)}
    return render(request, "synthesis/insight_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def add_evidence(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    if request.method == "POST":
        passages = _passages(request, consultation)
        added = insights.add_evidence(insight, passages, by=member(request), stance=_stance(request))
        told = ngettext("%(n)s passage added.", "%(n)s passages added.", len(added)) % {"n": len(added)}
        if added:
            messages.success(request, told)
        else:
            messages.error(request, _("Tick at least one passage."))
    return back_to("insight", consultation.slug, pk, anchor="evidence")


def _stance(request: MemberRequest) -> str:
    stance = request.POST.get("stance", "")
    return stance if stance in Evidence.Stance.values else Evidence.Stance.SUPPORTS


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def change_evidence(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    related = Evidence.objects.select_related("insight__section__report__consultation")
    evidence = get_object_or_404(related, pk=pk, insight__section__report__consultation=consultation)
    insight = evidence.insight_id
    if request.method == "POST" and "remove" in request.POST:
        insights.remove_evidence(evidence, by=member(request))
        messages.success(request, _("Removed from this insight. The passage stays."))
    elif request.method == "POST":
        paragraph = request.POST.get("paragraph") or None
        insights.change_evidence(evidence, stance=_stance(request), paragraph=paragraph, by=member(request))
        messages.success(request, _("Saved."))
    return back_to("insight", consultation.slug, insight, anchor="evidence")
