from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import AuditEntry, Consultation
from consultation.permissions import Action, in_consultation
from moderation.log import ENTRIES_PER_PAGE, lines_of


@require_safe
@in_consultation(Action.SEE_LOG)
def log_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The record of this consultation, the newest first."""
    entries = AuditEntry.objects.filter(consultation_id=consultation.pk).order_by("-at", "-pk")
    before = number_from(request.GET, "before")
    last = entries.filter(pk=before).first() if before else None
    if last is not None:
        entries = entries.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    found = list(entries[: ENTRIES_PER_PAGE + 1])
    page = found[:ENTRIES_PER_PAGE]
    context = {
        "consultation": consultation,
        "lines": lines_of(consultation, page),
        "earlier": page[-1].pk if len(found) > len(page) else None,
        "is_first": last is None,
    }
    return render(request, "moderation/log.html", context)
