"""Writing an insight: saving it, alone or by itself, its earlier wordings, who else is at it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions import wordings
from synthesis.actions.insights import ChangedMeanwhileError, fingerprint, words_of
from synthesis.forms import InsightForm
from synthesis.headings import find, points_of
from synthesis.history import history_of
from synthesis.models import Insight, InsightWording
from synthesis.presence import come_to, writers_of
from synthesis.views.common import back_to, insight_here, may_write, member, outline_here
from synthesis.views.insights import page_of

CLOCK = "H:i"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def write_insight(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    if request.method != "POST":
        return back_to("insight", consultation.slug, pk)
    form = InsightForm(request.POST)
    saves_itself = "alone" in request.POST
    if not form.is_valid():
        if saves_itself:
            told = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"told": told}, status=422)
        return render(request, "synthesis/insight.html", page_of(request, insight, form), status=422)
    data = form.cleaned_data
    try:
        changed = wordings.write_insight(
            insight, form.words(), seen=data["seen"], by=member(request), sitting=data["sitting"]
        )
    except ChangedMeanwhileError:
        return JsonResponse({}, status=409) if saves_itself else _both(request, insight, form)
    if saves_itself:
        now = formats.time_format(timezone.localtime(), CLOCK)
        return JsonResponse({"seen": fingerprint(words_of(insight)), "saved": now})
    if changed:
        _tell_saved(request, insight)
    else:
        messages.success(request, _("Nothing was changed."))
    return back_to("insight", consultation.slug, pk)


def _tell_saved(request: MemberRequest, insight: Insight) -> None:
    """Say so, with a button that brings back the wording before, where there is one."""
    earlier = insight.wordings.all()[1:2].first()
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
    """Say that one is at this insight, and hear who else is: what the page's script asks now and then."""
    insight = insight_here(consultation, pk)
    if request.membership is not None:
        come_to(insight, request.membership)
    writers = writers_of(insight.section.report, request.membership).get(pk, [])
    return render(request, "synthesis/_writers.html", {"writers": writers})
