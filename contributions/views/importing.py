"""Imports: a file is sent, its columns are named, it is tried out, and then brought in by the worker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.exporting import refused_export
from consultation.http import MemberRequest, wants_fragment
from consultation.models import Consultation, Membership, User
from consultation.people.joining import join
from consultation.permissions import Action, in_consultation
from contributions.importing import refused, runs
from contributions.importing.forms import MappingForm, ReadingForm, UploadForm
from contributions.importing.mapping import RefusedRow
from contributions.importing.reasons import sentence
from contributions.importing.rows import UnfitFileError
from contributions.importing.tables import Line
from contributions.importing.trial import asked_in, interpreter_of
from contributions.linking import country_name
from contributions.models import ImportRun
from rooms.models import GuidingQuestion

LIST = "contributions/imports.html"
PAGE = "contributions/import.html"
RUNS_SHOWN = 50
REFUSED_SHOWN = 20
EDITABLE = (ImportRun.Status.MAPPING, ImportRun.Status.CHECKED, ImportRun.Status.FAILED)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.IMPORT)
def imports(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The imports so far, and the form to begin one."""
    is_sent = request.method == "POST"
    form = UploadForm(consultation, request.POST, request.FILES) if is_sent else UploadForm(consultation)
    if is_sent and form.is_valid():
        room = form.cleaned_data["room"]
        room.consultation = consultation
        try:
            run = runs.receive(room, form.cleaned_data["file"], by=_actor(request))
        except UnfitFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("contributions:import", consultation.slug, run.pk)
    found = ImportRun.objects.filter(room__consultation=consultation)
    found = found.select_related("room", "requested_by").defer("sample", "columns", "mapping")
    context = {"consultation": consultation, "form": form, "runs": found[:RUNS_SHOWN]}
    context["has_rooms"] = consultation.rooms.exists()
    return render(request, LIST, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.IMPORT)
def import_page(request: MemberRequest, consultation: Consultation, run: int) -> HttpResponse:
    """One import, wherever it stands. Sending the form saves what columns hold, or tries the file out."""
    found = _run(consultation, run)
    form = None
    if request.method == "POST" and found.status in EDITABLE and not found.made and found.file:
        form = MappingForm(found, asked_in(found.room), request.POST)
        if form.is_valid():
            if "try" in request.POST:
                runs.start_trial(found, form.mapping, **form.said)
            else:
                _save(found, form)
            return redirect("contributions:import", consultation.slug, found.pk)
    template = f"{PAGE}#state" if wants_fragment(request) else PAGE
    context = _context(consultation, found, form)
    response = render(request, template, context, status=422 if form else 200)
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


@require_POST
@in_consultation(Action.IMPORT)
def read_import(request: MemberRequest, consultation: Consultation, run: int) -> HttpResponse:
    """Read the file in another encoding, with another separator, or another sheet of it."""
    found = _run(consultation, run)
    if found.status in EDITABLE and not found.made and found.file:
        form = ReadingForm(found, request.POST)
        try:
            if form.is_valid():
                runs.read_again(found, form.chosen)
                messages.success(request, _("The file was read again."))
        except UnfitFileError as error:
            messages.error(request, str(error))
    return redirect("contributions:import", consultation.slug, found.pk)


@require_POST
@in_consultation(Action.IMPORT)
def start_import(request: MemberRequest, consultation: Consultation, run: int) -> HttpResponse:
    found = _run(consultation, run)
    if not runs.start_import(found):
        messages.warning(request, _("Try the file out first."))
    return redirect("contributions:import", consultation.slug, found.pk)


@require_POST
@in_consultation(Action.IMPORT)
def cancel_import(request: MemberRequest, consultation: Consultation, run: int) -> HttpResponse:
    found = _run(consultation, run)
    if runs.cancel_import(found):
        messages.success(request, _("The import is cancelled."))
    else:
        messages.warning(request, _("The import had ended before it could be cancelled."))
    return redirect("contributions:import", consultation.slug, found.pk)


@require_safe
@in_consultation(Action.IMPORT)
def refused_rows(request: MemberRequest, consultation: Consultation, run: int) -> HttpResponse:
    """The refused rows as CSV."""
    found = _run(consultation, run)
    if (wait := refused_export(request, "import", file="csv", thing=found)) is not None:
        return wait
    response = StreamingHttpResponse(refused.refused_csv(found), content_type="text/csv; charset=utf-8")
    name = f"{consultation.slug}-import-{found.pk}-refused.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]  # streamed, which Django types apart


def _run(consultation: Consultation, pk: int) -> ImportRun:
    runs_here = ImportRun.objects.select_related("room__consultation", "requested_by__user")
    return get_object_or_404(runs_here, pk=pk, room__consultation=consultation)


def _actor(request: MemberRequest) -> Membership:
    """Under which membership the person acts; a site administrator gets one with the first import."""
    if request.membership is None:
        assert isinstance(request.user, User)  # noqa: S101  the guard lets nobody else in
        request.membership = join(request.user, request.consultation)
    return request.membership


def _save(run: ImportRun, form: MappingForm) -> None:
    run.mapping = form.mapping.as_json()
    for name, value in form.said.items():
        setattr(run, name, value)
    run.save(update_fields=["mapping", *form.said])


def _context(consultation: Consultation, run: ImportRun, form: MappingForm | None) -> dict[str, Any]:
    may_map = run.status in EDITABLE and not run.made and bool(run.file)
    rows = refused.refused_rows(run)[:REFUSED_SHOWN] if run.checked_at else []
    questions = asked_in(run.room) if may_map else []
    return {
        "consultation": consultation,
        "run": run,
        "form": (form or MappingForm(run, questions)) if may_map else None,
        "reading": ReadingForm(run) if may_map else None,
        "preview": _preview(run) if may_map else [],
        "refused": [(row.number, refused.why(row)) for row in rows],
        "left": max(run.waiting - run.made, 0),
        "progress": _progress(run),
    }


def _progress(run: ImportRun) -> tuple[int, int]:
    """How much of how much is done."""
    if run.status == ImportRun.Status.CHECKING:
        return min(run.read, run.total), run.total
    return run.made, run.waiting


def _preview(run: ImportRun) -> list[dict[str, Any]]:
    """What the first rows would become."""
    interpreter = interpreter_of(run)
    numbers = dict(GuidingQuestion.objects.filter(room=run.room).values_list("pk", "number"))
    shown: list[dict[str, Any]] = []
    for number, fault, cells in run.sample:
        for one in interpreter.entries(Line(number, cells, fault, len(cells))):
            if isinstance(one, RefusedRow):
                shown.append({"row": number, "why": sentence(one.reason, one.values)})
                continue
            told, person = one.payload, one.payload["person"]
            told["numbers"] = [numbers[pk] for pk in told["questions"] if pk in numbers]
            told["country"] = country_name(told["country"])
            told["who"] = person["name"] or _("Participant %(code)s") % {"code": person["code"]}
            shown.append({"row": number, "at": one.at, "has_date": one.at != run.created_at, **told})
    return shown
