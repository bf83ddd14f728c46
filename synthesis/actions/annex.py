"""What stands at the end of a report's files: the evidence annex, and where questions go."""

from __future__ import annotations

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from synthesis.models import Report


@transaction.atomic
def set_annex(report: Report, *, with_annex: bool, by: Membership) -> bool:
    """Have the passages behind every insight printed at the end, or not; false when nothing changed."""
    locked = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.with_annex = with_annex
    if locked.with_annex == with_annex:
        return False
    report.save(update_fields=["with_annex"])
    record(
        "report.annex",
        report,
        actor=by.user,
        consultation=report.consultation,
        after={"with_annex": with_annex},
    )
    return True


@transaction.atomic
def set_contact(report: Report, contact: str, *, by: Membership) -> bool:
    """Print this address on the last page, or none; false when nothing changed."""
    locked = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.contact = contact
    if locked.contact == contact:
        return False
    report.save(update_fields=["contact"])
    record("report.contact", report, actor=by.user, consultation=report.consultation)
    return True
