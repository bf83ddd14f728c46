"""From a built draft to the public: sent by an editor, answered by an approver, numbered and told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation import outbox
from consultation.audit import record
from consultation.models import AuditEntry, Consultation, Membership
from synthesis import notices
from synthesis.actions.builds import BUILD
from synthesis.checking import check_version, split
from synthesis.checks import Check
from synthesis.formats import FORMATS
from synthesis.models import Build, Report, SignOff, Version

PUBLISHED = "report.published"
WRITING = ("outline.", "section.", "insight.", "evidence.", "outside.", "figure.")
FIRST = "1.0"


class NotReadyError(ValueError):
    """The version cannot be sent or published; the message says why, for people."""


def findings(version: Version) -> list[Check]:
    """What stands against this version now, faults first, without what somebody set aside."""
    standing, _aside = split(version.report, check_version(version))
    return standing


def waiting(report: Report) -> SignOff | None:
    """The sending that no approver has answered yet."""
    last = SignOff.objects.filter(version__report=report).select_related("version", "by").last()
    return last if last is not None and last.kind == SignOff.Kind.SENT else None


@transaction.atomic
def send_for_sign_off(version: Version, *, note: str = "", by: Membership) -> SignOff:
    """Lay a built draft before the approvers. Raises NotReadyError."""
    report = _locked(version)
    if waiting(report) is not None:
        raise NotReadyError(_("A draft is with the approvers already."))
    if version.is_published:
        raise NotReadyError(_("This version is published already."))
    _refuse_withdrawn(version)
    if not version.files.filter(is_public=False).exists():
        raise NotReadyError(_("This draft has no files yet: build it first."))
    _refuse_faults(version)
    sent = SignOff.objects.create(version=version, kind=SignOff.Kind.SENT, note=note, by=by)
    _record("report.sent", version, by)
    notices.tell_of_sending(sent)
    return sent


@transaction.atomic
def ask_for_changes(version: Version, *, note: str, by: Membership) -> SignOff:
    """Give a draft back to the editors, with what is to change. Raises NotReadyError."""
    sent = _sent(version)
    answer = SignOff.objects.create(version=version, kind=SignOff.Kind.RETURNED, note=note, by=by)
    _record("report.returned", version, by)
    notices.tell_of_answer(answer, sent.by)
    return answer


@transaction.atomic
def approve_and_publish(
    version: Version, *, changes: str = "", by: Membership, at: datetime | None = None
) -> Version:
    """Sign the draft, number it, make it public; the worker makes its files. Raises NotReadyError."""
    sent = _sent(version)
    report = version.report
    if sent.by == by or writers_of(report.consultation) <= {by.user_id}:
        raise NotReadyError(_("Nobody signs what only they wrote or sent: another approver has to."))
    _refuse_withdrawn(version)
    if Build.objects.unfinished().filter(report=report).exists():
        raise NotReadyError(_("A build is running. Wait until it is done, then publish."))
    _refuse_faults(version)
    version.number, version.published_at, version.changes = (
        next_number(report),
        at or timezone.now(),
        changes,
    )
    version.save(update_fields=["number", "published_at", "changes"])
    SignOff.objects.create(version=version, kind=SignOff.Kind.APPROVED, by=by)
    _open_to_the_public(report.consultation, version)
    _ask_for_files(version, by)
    _record(PUBLISHED, version, by, number=version.number)
    outbox.put(PUBLISHED, f"published:{version.pk}", {"version": version.pk})
    return version


def _sent(version: Version) -> SignOff:
    sent = waiting(_locked(version))
    if sent is None or sent.version_id != version.pk:
        raise NotReadyError(_("This draft does not wait for sign-off any more."))
    return sent


def _refuse_withdrawn(version: Version) -> None:
    if version.withdrawn_at is not None:
        raise NotReadyError(_("It held words that were taken back since: build again."))


def _refuse_faults(version: Version) -> None:
    faults = [check for check in findings(version) if check.must]
    if faults:
        sentence = ngettext(
            "%(n)s fault must be mended first: %(first)s.",
            "%(n)s faults must be mended first. The first: %(first)s.",
            len(faults),
        )
        raise NotReadyError(sentence % {"n": len(faults), "first": faults[0].sentence})


def writers_of(consultation: Consultation) -> set[int]:
    """The users who wrote in the report, as the record has it."""
    acts = AuditEntry.objects.filter(consultation_id=consultation.pk, actor_id__isnull=False)
    rows = acts.order_by().values_list("action", "actor_id").distinct()
    return {actor for action, actor in rows if actor is not None and action.startswith(WRITING)}


def next_number(report: Report) -> str:
    """The number of the version published next: 1.0, then 1.1, 1.2 and so on."""
    numbers = report.versions.published().values_list("number", flat=True)
    minors = [int(number.partition(".")[2]) for number in numbers]
    return f"1.{max(minors) + 1}" if minors else FIRST


def _open_to_the_public(consultation: Consultation, version: Version) -> None:
    if consultation.summary_published_at is None:
        consultation.summary_published_at = version.published_at
        consultation.save(update_fields=["summary_published_at"])


def _ask_for_files(version: Version, by: Membership) -> None:
    build = Build.objects.create(
        report=version.report, formats=list(FORMATS), requested_by=by, publishes=version
    )
    outbox.put(BUILD, build.key, {"build": build.pk})


def _locked(version: Version) -> Report:
    report = Report.objects.select_for_update(of=("self",)).select_related("consultation")
    version.refresh_from_db(fields=["withdrawn_at"])
    version.report = report.get(pk=version.report_id)
    return version.report


def _record(action: str, version: Version, by: Membership, **after: str) -> None:
    facts = {"draft": version.draft, "checksum": version.checksum, **after}
    record(action, version, actor=by.user, consultation=version.report.consultation, after=facts)
