"""All that was said, and all that was marked in it, as files that go out while they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultation.exporting import refused_export
from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from consultation.sheets import delimited, workbook
from moderation.exchange import documents
from moderation.exchange.contributions import contributions_csv, contributions_xlsx
from moderation.exchange.passages import passages_csv, passages_xlsx

type Write = Callable[[Consultation], Iterator[str] | Iterator[bytes]]

CSV, XLSX, DOCX = "csv", "xlsx", "docx"
TYPES = {CSV: delimited.TYPE, XLSX: workbook.TYPE, DOCX: documents.TYPE}


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def export_contributions(request: MemberRequest, consultation: Consultation, ending: str) -> HttpResponse:
    at = timezone.now()
    writers: dict[str, Write] = {CSV: contributions_csv, XLSX: partial(contributions_xlsx, at=at)}
    return _sent(request, consultation, "contributions", ending, writers.get(ending))


@require_safe
@in_consultation(Action.SEE_CODEBOOK)
def export_passages(request: MemberRequest, consultation: Consultation, ending: str) -> HttpResponse:
    at = timezone.now()
    writers: dict[str, Write] = {
        CSV: passages_csv,
        XLSX: partial(passages_xlsx, at=at),
        DOCX: partial(documents.passages_docx, at=at),
    }
    return _sent(request, consultation, "passages", ending, writers.get(ending))


def _sent(
    request: MemberRequest,
    consultation: Consultation,
    what: str,
    ending: str,
    write: Write | None,
) -> HttpResponse:
    if write is None:
        raise Http404
    if (refused := refused_export(request, what, file=ending)) is not None:
        return refused
    pieces = write(consultation) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(pieces, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{consultation.slug}-{what}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]  # streamed, which Django types apart
