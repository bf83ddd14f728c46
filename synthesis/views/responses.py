"""We asked, you said, we did: the team's list of rows, and the form of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.http import MemberRequest, form_page
from consultation.models import Consultation, Outbox
from consultation.permissions import Action, in_consultation
from synthesis.actions import responding
from synthesis.actions.outline import report_of
from synthesis.headings import name_of
from synthesis.models import Insight, Response, ResponseChange
from synthesis.public.making import public_report
from synthesis.public.response_telling import news_in
from synthesis.public.responses import called
from synthesis.public.versions import current_of
from synthesis.response_forms import ResponseForm, initial_of, of_row, questions_of
from synthesis.views.common import back_to, may_write, member

STEPS = {"up": -1, "down": 1}


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def responses(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    rows = list(Response.objects.standing().of(consultation).select_related("question__room"))
    names = dict(_insights(consultation))
    context = {
        "consultation": consultation,
        "rows": [(row, names.get(str(row.insight), "")) for row in rows],
        "is_published": current_of(consultation) is not None,
        "may_write": may_write(request),
        **_to_be_told(consultation),
    }
    return render(request, "synthesis/responses.html", context)


def _to_be_told(consultation: Consultation) -> dict[str, Any]:
    """How many rows people have not been told of yet, and when they are."""
    untold = ResponseChange.objects.filter(response__report__consultation=consultation, told_at=None)
    news = news_in(untold.select_related("response"))
    waiting = Outbox.objects.open().filter(
        kind=responding.CHANGED, payload__report__in=[one.response.report_id for one in news[:1]]
    )
    return {"news": len(news), "told_at": waiting.values_list("available_at", flat=True).first()}


def _insights(consultation: Consultation) -> list[tuple[str, str]]:
    """By guid: the insights of the published version with their numbers, then those only the draft has."""
    version = current_of(consultation)
    shown = public_report(version).every_section() if version else ()
    found = {one.key: called(one) for section in shown for one in section.insights}
    drafts = Insight.objects.filter(section__report__consultation=consultation)
    for one in drafts.order_by("section__position", "section", "position", "pk"):
        found.setdefault(
            str(one.guid), _("%(name)s (draft)") % {"name": name_of(one) or _("Not written yet")}
        )
    return list(found.items())


def _row_here(consultation: Consultation, pk: int, *, removed_too: bool = False) -> Response:
    """Raises Http404."""
    rows = Response.objects.all() if removed_too else Response.objects.standing()
    related = rows.filter(report__consultation=consultation)
    return get_object_or_404(related.select_related("report__consultation", "question__room"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def add_response(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    form = _form(request, consultation, initial_of(None))
    if form.is_bound and form.is_valid():
        row = responding.add_response(report_of(consultation), form.words(), by=member(request))
        return _saved(request, row, _("Row added. Only the team sees it."))
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def response(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    row = _row_here(consultation, pk)
    form = _form(request, consultation, of_row(row))
    if not (form.is_bound and form.is_valid()):
        return _page(request, form, row)
    try:
        changed = responding.write_response(
            row, form.words(), seen=form.cleaned_data["seen"], by=member(request)
        )
    except responding.ChangedMeanwhileError:
        return _both(request, form, row)
    return _saved(request, row, _("Saved.") if changed else _("Nothing was changed."))


def _form(
    request: MemberRequest, consultation: Consultation, initial: dict[str, Any], *, again: bool = False
) -> ResponseForm:
    questions, insights = questions_of(consultation), _insights(consultation)
    data = request.POST if request.method == "POST" and not again else None
    return ResponseForm(consultation, questions, insights, data, initial=initial)


def _both(request: MemberRequest, form: ResponseForm, row: Response) -> HttpResponse:
    """Somebody was faster: what stands there now, and what this person filled in, to be saved over it."""
    mine = {**initial_of(form.words()), "seen": of_row(row)["seen"]}
    again = _form(request, request.consultation, mine, again=True)
    return _page(request, again, row, standing=row, status=409)


def _page(
    request: MemberRequest,
    form: ResponseForm,
    row: Response | None,
    *,
    standing: Response | None = None,
    status: int = 200,
) -> HttpResponse:
    more = {"row": row, "standing": standing, "is_published": current_of(request.consultation) is not None}
    return form_page(request, "synthesis/response.html", form, status=status, **more)


def _saved(request: MemberRequest, row: Response, told: str) -> HttpResponse:
    if "public" in request.POST:
        _make_public(request, row)
    else:
        messages.success(request, told)
    return back_to("responses", request.consultation.slug, anchor=row.anchor)


@require_POST
@in_consultation(Action.WRITE_REPORT)
def change_response(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """One button of a row: up, down, made public, kept to the team, removed, put back."""
    wanted = request.POST.get("do", "")
    if wanted in STEPS:
        _move(request, _row_here(consultation, pk), STEPS[wanted])
    elif wanted in BUTTONS:
        BUTTONS[wanted](request, _row_here(consultation, pk, removed_too=wanted == "put_back"))
    return back_to("responses", consultation.slug, anchor=f"did-{pk}" if wanted != "remove" else "")


def _move(request: MemberRequest, row: Response, step: int) -> None:
    place, total = responding.move_response(row, step, by=member(request))
    messages.success(request, _("Row %(place)s of %(total)s.") % {"place": place, "total": total})


def _make_public(request: MemberRequest, row: Response) -> None:
    try:
        responding.make_public(row, by=member(request))
    except responding.NoReportYetError:
        messages.error(request, _("The summary is not public: rows can follow once it is."))
        return
    minutes = int(responding.SETTLES.total_seconds() // 60)
    told = ngettext(
        "Public. People are told in %(n)s minute, of all changes until then at once.",
        "Public. People are told in %(n)s minutes, of all changes until then at once.",
        minutes,
    )
    messages.success(request, told % {"n": minutes})


def _keep(request: MemberRequest, row: Response) -> None:
    responding.keep_to_team(row, by=member(request))
    messages.success(request, _("Only the team sees this row now."))


def _remove(request: MemberRequest, row: Response) -> None:
    responding.remove_response(row, by=member(request))
    context = {"consultation": request.consultation, "row": row}
    messages.success(request, render_to_string("synthesis/_response_undo.html", context, request))


def _put_back(request: MemberRequest, row: Response) -> None:
    responding.put_back(row, by=member(request))
    messages.success(request, _("The row stands where it stood."))


BUTTONS: dict[str, Callable[[MemberRequest, Response], None]] = {
    "public": _make_public,
    "team": _keep,
    "remove": _remove,
    "put_back": _put_back,
}
