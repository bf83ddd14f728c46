"""Codebooks in and out: files to download, and a file read, shown and then taken."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultation.exporting import refused_export
from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation import codebook as codebooks
from moderation.actions.importing import import_codebook, preview_import
from moderation.examples import examples_of
from moderation.exchange import refi, sheets, workbooks
from moderation.exchange.nodes import Node, UnreadableCodebookError, count, placed, tree_of
from moderation.forms.exchange import ImportForm
from moderation.guards import actor_of
from moderation.models import Theme
from moderation.views.telling import imported

PAGE = "moderation/codebook_import.html"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "qdc": "application/xml",
}


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def export_codebook(request: MemberRequest, consultation: Consultation, ending: str) -> HttpResponse:
    if ending not in TYPES:
        raise Http404
    try:
        content = _written(tree_of_all(consultation), ending, consultation)
    except UnreadableCodebookError as error:
        messages.error(request, str(error))
        return redirect("moderation:codebook", consultation.slug)
    if (refused := refused_export(request, "codebook", file=ending)) is not None:
        return refused
    response = HttpResponse(content, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{consultation.slug}-codebook.{ending}"'
    return response


def tree_of_all(consultation: Consultation) -> list[Node]:
    """The whole codebook, with what only its rows know."""
    rows = list(Theme.objects.filter(consultation=consultation))
    codebook = codebooks.arrange(consultation, rows)
    return tree_of(codebook, examples_of(consultation, rows))


def _written(roots: list[Node], ending: str, consultation: Consultation) -> bytes:
    if ending == "csv":
        return sheets.write_csv(roots)
    if ending == "xlsx":
        return workbooks.write(roots)
    if ending == "json":
        return sheets.write_json(roots, title=consultation.title)
    return refi.write(roots, origin=consultation.title)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE)
def import_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """First the file, then what it would do, then it is done."""
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    context: dict[str, Any] = {"consultation": consultation, "form": form}
    if not is_sent:
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    roots, by = form.roots, actor_of(request)
    if "apply" not in request.POST:
        found = preview_import(consultation, roots, by=by)
        shown = list(islice(placed(roots), SHOWN))
        context |= {"preview": found, "nodes": shown, "count": count(roots), "again": form.again}
        return render(request, PAGE, context)
    messages.success(request, imported(import_codebook(consultation, roots, by=by)))
    return redirect("moderation:codebook", consultation.slug)


SHOWN = 200
