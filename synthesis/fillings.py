"""What this floor puts on the pages of the floors below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from consultation.models import Consultation
from consultation.permissions import Action, may, membership_of
from synthesis.models import Report


def team_link(request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    """The way into the studio, for those who may see it."""
    visible = [one for one in consultations if _may_see(request, one)]
    reports = Report.objects.filter(consultation__in=visible) if visible else Report.objects.none()
    drafts = dict(reports.values_list("consultation", "draft_number"))
    return {one.pk: {"draft": drafts.get(one.pk)} for one in visible}


def _may_see(request: HttpRequest, consultation: Consultation) -> bool:
    here = getattr(request, "consultation", None)
    known = here is not None and here.pk == consultation.pk
    membership = request.membership if known else membership_of(request.user, consultation)  # type: ignore[attr-defined]
    return may(request.user, membership, Action.SEE_REPORT_DRAFT, consultation)
