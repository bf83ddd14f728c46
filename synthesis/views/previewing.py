"""The preview: a heading of the draft as its readers will see it, beside the form or on a page of its own."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest, number_from, wants_fragment
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.headings import Heading
from synthesis.models import Build, Figure, Insight, Report
from synthesis.outline import insight_anchor
from synthesis.previewing import (
    BusyError,
    UnsettableError,
    last_pdf,
    number_of,
    pages_of,
    preview_of,
    previewed,
    shown_with,
    snapshot_of,
)
from synthesis.public.pictures import picture_name
from synthesis.snapshot import NoDatesError
from synthesis.snapshot_body import MisquoteError
from synthesis.snapshot_types import Snapshot
from synthesis.views.common import insight_here, outline_here, report_here, section_here

AS_PAGES = "a4"
PART, PAGE = "synthesis/_preview.html", "synthesis/preview.html"


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def preview(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """`?insight=` or `?section=` says of what, `?as=a4` gives pages; the pane asks for the part alone."""
    report = report_here(consultation)
    headings = outline_here(report) if report else []
    if report is None or not headings:
        return render(request, PAGE, {"consultation": consultation, "headings": []})
    report.consultation = consultation
    lit, section = _asked_for(request, headings)
    part = shown_with(headings, section)
    context: dict[str, Any] = {
        "consultation": consultation,
        "headings": list(previewed(headings)),
        "part": part,
        "section": section,
        "insight": lit,
        "lit": str(lit.guid) if lit else "",
        "kind": "insight" if lit else "section",
        "pk": lit.pk if lit else section,
        "as_pages": request.GET.get("as") == AS_PAGES,
    }
    try:
        snapshot = snapshot_of(report, headings, part)
    except (NoDatesError, MisquoteError) as error:
        context["trouble"] = (
            Build.Failure.NO_DATES if isinstance(error, NoDatesError) else Build.Failure.MISQUOTE
        )
    else:
        if context["as_pages"]:
            context |= _pages(report, snapshot, part, lit) | {"pdf": last_pdf(report)}
        else:
            made = preview_of(
                report, snapshot, part.number, language=get_language() or "en", viewer=request.membership
            )
            context |= {"report": made.report, "read": made.read, "notes": made.notes}
            context["anchor"] = insight_anchor(number_of(snapshot, context["lit"]))
            context["pictures"] = reverse("synthesis:preview", args=[consultation.slug])
    response = render(request, PART if wants_fragment(request) else PAGE, context)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


def _asked_for(request: MemberRequest, headings: list[Heading]) -> tuple[Insight | None, int]:
    """The insight that is marked, if any, and the section; the first one where the address names none.

    Raises Http404 for what is not of this report.
    """
    if (pk := number_from(request.GET, "insight")) is not None:
        insight = insight_here(request.consultation, pk)
        return insight, insight.section_id
    if (pk := number_from(request.GET, "section")) is not None:
        return None, section_here(request.consultation, pk).pk
    return None, headings[0].section.pk


def _pages(report: Report, snapshot: Snapshot, part: Heading, lit: Insight | None) -> dict[str, Any]:
    """The pages as pictures inside the answer: they are kept nowhere."""
    number = number_of(snapshot, str(lit.guid)) if lit else ""
    try:
        made = pages_of(report, snapshot, part.number, lit=number)
    except BusyError:
        return {"is_busy": True}
    except UnsettableError:
        return {"is_unsettable": True}
    pictures = [f"data:image/png;base64,{b64encode(one).decode()}" for one in made.pictures]
    return {"sheets": pictures, "lit_sheet": made.lit + 1 if lit else 0, "made_at": timezone.now()}


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def picture(_request: MemberRequest, consultation: Consultation, name: str) -> HttpResponse:
    """A picture of the draft under the name that it will have on the public page."""
    figures = Figure.objects.filter(report__consultation=consultation)
    found = next((one for one in figures if picture_name(str(one.guid), one.media) == name), None)
    if found is None:
        raise Http404
    return redirect("synthesis:picture", consultation.slug, found.pk)
