"""What became of one person's words, and what they say to it; the editors' answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, to_enter
from contributions.models import Contribution
from synthesis.actions import objecting
from synthesis.models import Objection, Version
from synthesis.public.uses import Use, uses_of
from synthesis.public.versions import current_of
from synthesis.public.yours import outcomes_of
from synthesis.views.common import back_to, member

LONGEST = 2000  # characters
ON_A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.READ)
def yours(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Every contribution of the reader with its outcome; a form for each insight that got them wrong."""
    version = current_of(consultation)
    if version is None:
        return redirect("consultation", consultation.slug)
    version.report.consultation = consultation
    if request.method == "POST":
        if not request.user.is_authenticated:
            return to_enter(request)
        _object(request, version)
        return redirect("synthesis:yours", consultation.slug)
    own = outcomes_of(version, request.membership) if request.membership else []
    context = {"consultation": consultation, "version": version, "outcomes": own, "longest": LONGEST}
    response = render(request, "synthesis/yours.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _object(request: MemberRequest, version: Version) -> None:
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()[:LONGEST]
    pk = request.POST.get("contribution", "")
    contribution = Contribution.objects.filter(pk=int(pk)).first() if pk.isdecimal() else None
    if contribution is None or request.membership is None:
        return
    if not words:
        messages.error(request, _("Say what you meant."))
        return
    try:
        insight = UUID(request.POST.get("insight", ""))
        objecting.object_to(version, contribution, insight, words, by=request.membership)
    except ValueError:  # no such insight, or it does not rest on this person's words
        messages.error(request, _("The summary does not use this contribution there any more."))
    else:
        messages.success(request, _("Thank you. The editors are told and answer you."))


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def objections(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """What contributors say of insights that use them, open ones first."""
    related = Objection.objects.filter(version__report__consultation=consultation)
    related = related.select_related(
        "contribution", "by", "answered_by", "version__report__consultation"
    ).defer("version__snapshot")
    if request.method == "POST":
        pk, words = request.POST.get("objection", ""), request.POST.get("answer", "").strip()[:LONGEST]
        one = get_object_or_404(related, pk=int(pk) if pk.isdecimal() else 0)
        if not words:
            messages.error(request, _("Say what you answer."))
        elif objecting.answer(one, words, by=member(request)):
            messages.success(request, _("Answered. The contributor is told."))
        return back_to("objections", consultation.slug)
    rows = related.order_by("answered_at", "at").reverse()
    listed = sorted(rows[:ON_A_PAGE], key=lambda one: one.answered_at is not None)
    version = current_of(consultation)
    context = {
        "consultation": consultation,
        "objections": [(one, _use(version, one), consultation.slug) for one in listed],
        "longest": LONGEST,
    }
    return render(request, "synthesis/objections.html", context)


def _use(version: Version | None, objection: Objection) -> tuple[Use, str] | None:
    """The place in the current version that it speaks of, and its address."""
    uses = uses_of(version).get(objection.contribution_id, []) if version else []
    use = next((one for one in uses if one.insight == str(objection.insight)), None)
    return (use, use.address(objection.version.report.consultation.slug)) if use else None
