"""Figures: adding a picture, its caption, credit and description."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis import shelf
from synthesis.actions import figures
from synthesis.actions.insights import ChangedMeanwhileError
from synthesis.forms import FigureForm
from synthesis.headings import name_of
from synthesis.models import Figure, Section
from synthesis.views import saving
from synthesis.views.common import back_to, member, section_here

WORDS = ("caption", "credit", "alt", "people_agreed")


def _form(request: MemberRequest, section: Section, initial: dict[str, object]) -> FigureForm:
    places = [(one.pk, name_of(one)) for one in section.insights.all()]
    return FigureForm(places, request.POST or None, request.FILES or None, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def add_figure(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    section = section_here(consultation, pk)
    form = _form(request, section, {})
    if form.is_bound and form.is_valid():
        place = form.place_in(section)
        figure = figures.add_figure(place, form.words(), by=member(request), photo=form.photo())
        messages.success(request, _("Figure added."))
        return back_to("section", consultation.slug, pk, anchor=f"f{figure.pk}")
    context = {"consultation": consultation, "section": section, "form": form}
    return render(request, "synthesis/figure.html", context, status=422 if form.is_bound else 200)


def _figure(consultation: Consultation, pk: int) -> Figure:
    related = Figure.objects.select_related("section__report__consultation", "report__consultation")
    return get_object_or_404(related, pk=pk, report__consultation=consultation, section__isnull=False)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def change_figure(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    figure = _figure(consultation, pk)
    section = figure.section
    assert section is not None  # noqa: S101  asked for above
    if request.method == "POST" and "remove" in request.POST:
        figures.remove_figure(figure, by=member(request))
        messages.success(request, _("The figure is removed."))
        return back_to("section", consultation.slug, section.pk)
    form = _form(request, section, _values(figure))
    context = {"consultation": consultation, "section": section, "figure": figure, "form": form}
    if form.is_bound and form.is_valid():
        return _save(request, context, form)
    if form.is_bound and saving.saves_itself(request):
        return saving.refused(form)
    return render(request, "synthesis/figure.html", context, status=422 if form.is_bound else 200)


def _save(request: MemberRequest, context: dict[str, Any], form: FigureForm) -> HttpResponse:
    figure, section = context["figure"], context["section"]
    seen, sitting = form.cleaned_data["seen"], form.cleaned_data["sitting"]
    place, words, photo = form.place_in(section), form.words(), form.photo()
    try:
        figures.change_figure(
            figure, place, words, by=member(request), photo=photo, seen=seen, sitting=sitting
        )
    except ChangedMeanwhileError:
        return saving.changed_meanwhile() if saving.saves_itself(request) else _both(request, context, words)
    if saving.saves_itself(request):
        return saving.saved(figures.state_of_figure(figure))
    messages.success(request, _("Saved."))
    return back_to("section", request.consultation.slug, section.pk, anchor=f"f{figure.pk}")


def _values(figure: Figure) -> dict[str, object]:
    words = {name: getattr(figure, name) for name in WORDS}
    return saving.fresh({**words, "place": figure.insight_id or ""}, figures.state_of_figure(figure))


def _both(request: MemberRequest, context: dict[str, Any], words: figures.FigureWords) -> HttpResponse:
    """Somebody was faster: what stands there now, and what this person typed. A picture is chosen anew."""
    standing = context["figure"]
    standing.refresh_from_db()
    places = [(one.pk, name_of(one)) for one in context["section"].insights.all()]
    mine = FigureForm(places, initial={**_values(standing), **vars(words)})
    return render(
        request, "synthesis/figure.html", {**context, "form": mine, "standing": standing}, status=409
    )


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def picture(_request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    figure = _figure(consultation, pk)
    content = shelf.read(figure.image) if figure.image else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=figure.media)
