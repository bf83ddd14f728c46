"""Notes of what an insight rests on outside the consultation: adding one, changing it, taking it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest, form_page
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions import outside
from synthesis.forms import OutsideForm
from synthesis.models import Insight, OutsideNote
from synthesis.views.common import back_to, insight_here, member

PLACE = "outside"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def add_outside(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    insight = insight_here(consultation, pk)
    form = OutsideForm(request.POST or None)
    if form.is_bound and form.is_valid():
        outside.add_outside(insight, form.said(), by=member(request))
        messages.success(request, _("Note from outside added."))
        return back_to("insight", consultation.slug, pk, anchor=PLACE)
    return _page(request, insight, form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def change_outside(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    related = OutsideNote.objects.select_related("insight__section__report__consultation")
    note = get_object_or_404(related, pk=pk, insight__section__report__consultation=consultation)
    insight = note.insight
    if request.method == "POST" and "remove" in request.POST:
        outside.remove_outside(note, by=member(request))
        messages.success(request, _("Removed from this insight."))
        return back_to("insight", consultation.slug, insight.pk, anchor=PLACE)
    form = OutsideForm(request.POST or None, initial=vars(outside.words_of_note(note)))
    if form.is_bound and form.is_valid():
        changed = outside.change_outside(note, form.said(), by=member(request))
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return back_to("insight", consultation.slug, insight.pk, anchor=PLACE)
    return _page(request, insight, form, note)


def _page(
    request: MemberRequest, insight: Insight, form: OutsideForm, note: OutsideNote | None = None
) -> HttpResponse:
    return form_page(request, "synthesis/outside.html", form, insight=insight, note=note)
