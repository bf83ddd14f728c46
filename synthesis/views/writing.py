"""Writing an insight: saving it, alone or by itself, its earlier wordings, who else is at it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions import places, wordings
from synthesis.actions.insights import ChangedMeanwhileError, fingerprint, words_of
from synthesis.forms import InsightForm
from synthesis.headings import find, points_of
from synthesis.history import history_of
from synthesis.models import Insight, InsightWording, WriterPresence
from synthesis.presence import Place, come_to, number_of, place_of
from synthesis.views import saving
from synthesis.views.common import back_to, insight_here, may_write, member, outline_here
from synthesis.views.insights import page_of, place_here


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def write_insight(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    if request.method != "POST":
        return back_to("insight", consultation.slug, pk)
    form = InsightForm(request.POST)
    if not form.is_valid():
        return _refuse(request, insight, form)
    holder = come_to(insight, member(request)).holder
    return _keep_aside(request, insight, form, holder) if holder else _save(request, insight, form)


def _refuse(request: MemberRequest, insight: Insight, form: InsightForm) -> HttpResponse:
    if not form.has_words() and _answer(request, insight):
        return _after(request, insight)
    if saving.saves_itself(request):
        return saving.refused(form)
    return render(request, "synthesis/insight.html", page_of(request, insight, form), status=422)


def _save(request: MemberRequest, insight: Insight, form: InsightForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        changed = wordings.write_insight(
            insight, form.words(), seen=data["seen"], by=member(request), sitting=data["sitting"]
        )
    except ChangedMeanwhileError:
        return saving.changed_meanwhile() if saving.saves_itself(request) else _both(request, insight, form)
    if saving.saves_itself(request):
        return saving.saved(fingerprint(words_of(insight)))
    if changed or _wrote(insight, data["sitting"]):
        _tell_saved(request, insight)
    elif "answer" not in request.POST:
        messages.success(request, _("Nothing was changed."))
    _answer(request, insight)
    return _after(request, insight)


def _after(request: MemberRequest, insight: Insight) -> HttpResponse:
    """Back to the insight, unless its place was left free: its page would take it again at once."""
    is_left = request.POST.get("answer") == "hand_over" and _is_free(request, insight)
    if is_left:
        return back_to("section", request.consultation.slug, insight.section_id, anchor=f"i{insight.pk}")
    return back_to("insight", request.consultation.slug, insight.pk)


def _is_free(request: MemberRequest, insight: Insight) -> bool:
    return place_of(insight.section_id, member(request)) == Place()


def _wrote(insight: Insight, sitting: uuid.UUID | None) -> bool:
    """Whether this page saved the insight last, by itself."""
    newest = insight.wordings.standing().first()
    return sitting is not None and newest is not None and newest.sitting == sitting


def _keep_aside(
    request: MemberRequest, insight: Insight, form: InsightForm, holder: WriterPresence
) -> HttpResponse:
    """The place went to somebody else while this page was open: its words wait in the history."""
    wordings.keep_aside(insight, form.words(), by=member(request), sitting=form.cleaned_data["sitting"])
    named = {"name": holder.membership.name, "number": number_of(insight.section), "time": saving.clock()}
    if saving.saves_itself(request):
        told = _("Kept in the history at %(time)s, not in the report: %(name)s is editing %(number)s.")
        return saving.kept_aside(told % named)
    told = _("Your words are kept in the history, not in the report: %(name)s is editing %(number)s.")
    messages.warning(request, told % named)
    return back_to("insight", insight.section.report.consultation.slug, insight.pk)


def _answer(request: MemberRequest, insight: Insight) -> bool:
    """What the buttons beside "asks to take over" say; false where nobody asks."""
    if request.POST.get("answer") == "keep":
        return places.keep_place(insight, by=member(request))
    return _hands_over(request, insight)


def _hands_over(request: MemberRequest, insight: Insight) -> bool:
    if request.POST.get("answer") != "hand_over":
        return False
    to = places.hand_over(insight, by=member(request))
    if to is None:
        return False
    is_free = _is_free(request, insight)
    told = _("The place at %(number)s is free now.") if is_free else _("%(name)s writes at %(number)s now.")
    messages.success(request, told % {"name": to.name, "number": number_of(insight.section)})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def ask_for_place(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """Ask whoever writes there to hand over. Where the place is free, the page that follows takes it."""
    if request.method == "POST":
        places.ask_for_place(insight_here(consultation, pk), by=member(request))
    return back_to("insight", consultation.slug, pk)


def _tell_saved(request: MemberRequest, insight: Insight) -> None:
    """Say so, with a button that brings back the wording before, where there is one."""
    earlier = insight.wordings.standing()[1:2].first()
    if earlier is None or earlier.removed_at is not None:
        messages.success(request, _("Saved."))
        return
    context = {"insight": insight, "number": earlier.number, "seen": fingerprint(words_of(insight))}
    context |= {"consultation": request.consultation, "csrf_token": get_token(request)}
    messages.success(request, render_to_string("synthesis/_undo_saving.html", context))


def _both(request: MemberRequest, insight: Insight, form: InsightForm) -> HttpResponse:
    """Somebody was faster: what stands there now, and what this person typed, to be saved on top of it."""
    standing = words_of(insight)
    mine = InsightForm.of(form.words(), seen=fingerprint(standing))
    context = {**page_of(request, insight, mine), "standing": standing}
    return render(request, "synthesis/insight.html", context, status=409)


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def wordings_page(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """Every wording of an insight, word by word against the one before."""
    insight = insight_here(consultation, pk)
    context = _named(consultation, insight) | {
        "history": history_of(insight, number_from(request.GET, "before")),
        "seen": fingerprint(words_of(insight)),
        "may_write": may_write(request),
    }
    return render(request, "synthesis/wordings.html", context)


def _named(consultation: Consultation, insight: Insight) -> dict[str, Any]:
    heading = find(outline_here(insight.section.report), insight.section_id)
    points = points_of(insight.section.report, heading)
    point = next(one for one in points if one.insight.pk == insight.pk)
    return {"consultation": consultation, "insight": insight, "heading": heading, "point": point}


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def restore_wording(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    number = number_from(request.POST, "number")
    if request.method != "POST" or number is None:
        return back_to("wordings", consultation.slug, pk)
    holder = come_to(insight, member(request)).holder
    if holder is not None:
        told = _("Not restored: %(name)s is editing %(number)s.")
        named = {"name": holder.membership.name, "number": number_of(insight.section)}
        messages.error(request, told % named)
        return back_to("insight", consultation.slug, pk)
    try:
        changed = wordings.restore_wording(
            insight, number, seen=request.POST.get("seen", ""), by=member(request)
        )
    except InsightWording.DoesNotExist as error:
        raise Http404 from error
    except ChangedMeanwhileError:
        messages.error(
            request, _("Somebody else saved this insight meanwhile. Look at its newest wording first.")
        )
        return back_to("wordings", consultation.slug, pk)
    if changed:
        messages.success(request, _("Wording %(number)s stands again.") % {"number": number})
    else:
        messages.success(request, _("Nothing was changed."))
    return back_to("insight", consultation.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def remove_wording(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    number = number_from(request.POST, "number")
    if request.method == "POST" and number is not None:
        try:
            wordings.remove_wording(insight, number, by=member(request))
        except InsightWording.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("Wording %(number)s is removed.") % {"number": number})
    return back_to("wordings", consultation.slug, pk)


@require_POST
@in_consultation(Action.WRITE_REPORT)
def here(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """Whose place it is: what the page's script asks now and then.

    `active`: something was done on a page with the form since it asked last; `answer`: "keep" the place.
    """
    insight = insight_here(consultation, pk)
    _answer(request, insight)
    taken = "active" in request.POST and request.membership is not None
    place = place_here(request, insight) if taken else place_of(insight.section_id, request.membership)
    context = {
        "consultation": consultation,
        "insight": insight,
        "place": place,
        "number": number_of(insight.section),
        "writes": "writes" in request.POST,
        "may_write": True,
    }
    return render(request, "synthesis/_place.html", context)
