"""The record of a consultation: a table to look things up in, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import chain

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultation.exporting import refused_export
from consultation.http import MemberRequest, number_from
from consultation.models import AuditEntry, Consultation
from consultation.permissions import Action, in_consultation, may
from consultation.sheets import delimited
from consultation.sheets.cells import Cell
from contributions.models import Contribution, Visibility
from moderation.actions.decisions import HIDING
from moderation.actions.reshaping import last_reshaping
from moderation.forms.log import LogForm
from moderation.log import ENTRIES_PER_PAGE, Line, Undo, lines_of
from moderation.log_finding import CONTRIBUTION, behind, entries_of, in_parts

AT_ONCE = 500  # lines of the file, read together


@require_safe
@in_consultation(Action.SEE_LOG)
def log_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The record of this consultation, the newest first; the address says what of it."""
    form = LogForm(consultation, request.GET)
    wanted = form.wanted
    entries = entries_of(consultation, wanted)
    before = number_from(request.GET, "before")
    last = entries.filter(pk=before).first() if before else None
    found = list((behind(entries, last) if last else entries)[: ENTRIES_PER_PAGE + 1])
    page = found[:ENTRIES_PER_PAGE]
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "consultation": consultation,
        "form": form,
        "is_filtered": any(vars(wanted).values()),
        "query": query.urlencode(),
        "lines": lines_of(consultation, page, _undos(request, consultation, page)),
        "earlier": page[-1].pk if len(found) > len(page) else None,
        "is_first": last is None,
    }
    return render(request, "moderation/log.html", context)


def _undos(request: MemberRequest, consultation: Consultation, page: Sequence[AuditEntry]) -> dict[int, Undo]:
    """What of these can be taken back now by who is looking, by the entry's pk."""
    undos: dict[int, Undo] = {}
    if may(request.user, request.membership, Action.CODE, consultation):
        last = last_reshaping(consultation)
        if last is not None:
            url = reverse("moderation:undo_reshaping", args=[consultation.slug, last.pk])
            undos[last.pk] = Undo(url, _("Undo"), at_once=True)
    if may(request.user, request.membership, Action.MODERATE, consultation):
        undos |= _restores(request, consultation, page)
    return undos


def _restores(
    request: MemberRequest, consultation: Consultation, page: Sequence[AuditEntry]
) -> dict[int, Undo]:
    """The page that restores a contribution, beside the last act that hid it."""
    hidings = [entry for entry in page if entry.action == HIDING]
    pks = {entry.object_id for entry in hidings if entry.object_id}
    hidden = Contribution.objects.filter(pk__in=pks, visibility=Visibility.HIDDEN).select_related("author")
    theirs = {one.pk for one in hidden if not one.is_by(request.membership)}
    if not theirs:
        return {}
    acts = AuditEntry.objects.filter(consultation_id=consultation.pk, at__gte=hidings[-1].at)
    acts = acts.filter(action=HIDING, object_type=CONTRIBUTION, object_id__in=theirs)
    last = acts.order_by("object_id", "-at", "-pk").distinct("object_id").values_list("pk", "object_id")
    return {pk: Undo(reverse("moderation:restore", args=[one]), _("Restore")) for pk, one in last}


@require_safe
@in_consultation(Action.SEE_LOG)
def export_log(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The same lines as CSV, all of them. It names people, so the record says who took it."""
    if (refused := refused_export(request, "log", file="csv")) is not None:
        return refused
    found = entries_of(consultation, LogForm(consultation, request.GET).wanted)
    rows: Iterator[str] = iter(())
    if request.method == "GET":
        zone = timezone.get_current_timezone()  # the reader's is out of force when the lines go out
        rows = delimited.lines(chain([_head()], _rows(consultation, found, zone)))
    response = StreamingHttpResponse(rows, content_type=delimited.TYPE)
    response["Content-Disposition"] = f'attachment; filename="{consultation.slug}-log.csv"'
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]  # streamed, which Django types apart


def _head() -> list[Cell]:
    return [
        _("When"),
        _("Who"),
        _("What"),
        _("On"),
        _("Address"),
        _("Before"),
        _("After"),
        _("Reason"),
    ]


def _rows(consultation: Consultation, found: QuerySet[AuditEntry], zone: tzinfo) -> Iterator[list[Cell]]:
    for part in in_parts(found, AT_ONCE):
        yield from (_row(line, zone) for line in lines_of(consultation, part))


def _row(line: Line, zone: tzinfo) -> list[Cell]:
    before = "; ".join(f"{what}: {was}" for what, was, _now in line.changes if was)
    after = "; ".join(f"{what}: {now}" for what, _was, now in line.changes if now)
    address = f"{settings.SITE_URL}{line.thing.url}" if line.thing.url else ""
    at = timezone.localtime(line.entry.at, zone).isoformat(timespec="seconds")
    return [at, line.who, line.what, line.thing.label, address, before, after, line.reason]
