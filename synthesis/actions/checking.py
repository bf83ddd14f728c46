"""Checks: leaving a finding as it is and saying why, having a long draft checked, dropping stray notes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import Membership
from synthesis.checking import check_draft
from synthesis.checks import KINDS, Check
from synthesis.checks.notes import refs_in
from synthesis.models import CheckRun, Footnote, Insight, Report, SetAside

CHECK = "report.check"


class NotToSetAsideError(ValueError):
    """A fault must be mended: it cannot be set aside."""


@transaction.atomic
def set_aside(report: Report, check: Check, reason: str, *, by: Membership) -> SetAside:
    """Leave a finding as it is, until its words, evidence or facts change. Raises NotToSetAsideError."""
    if check.must:
        raise NotToSetAsideError(check.code)
    told = {"code": check.code, "thing": check.thing, "reason": reason, "by": by}
    made, is_new = SetAside.objects.get_or_create(report=report, state=check.state, defaults=told)
    if is_new:
        _record("check.set_aside", report, by, {"code": check.code}, reason)
    return made


@transaction.atomic
def show_again(aside: SetAside, *, by: Membership) -> None:
    """Take back that a finding was set aside."""
    _record("check.shown_again", aside.report, by, {"code": aside.code}, aside.reason)
    aside.delete()


def _record(action: str, report: Report, by: Membership, after: dict[str, Any], reason: str = "") -> None:
    record(action, report, actor=by.user, consultation=report.consultation, after=after, reason=reason)


@transaction.atomic
def drop_stray_notes(report: Report, *, by: Membership) -> int:
    """Remove the footnotes that no mark in the text names; says how many."""
    Report.objects.select_for_update().get(pk=report.pk)
    marked = refs_in(report.objective and [node for one in report.objective for node in one["content"]])
    for lead_in, paragraphs in Insight.objects.filter(section__report=report).values_list(
        "lead_in", "paragraphs"
    ):
        marked |= refs_in([*lead_in, *(node for one in paragraphs for node in one["content"])])
    strays = [note.pk for note in report.footnotes.all() if str(note.guid) not in marked]
    if strays:
        Footnote.objects.filter(pk__in=strays).delete()
        _record("notes.dropped", report, by, {"notes": len(strays)})
    return len(strays)


@transaction.atomic
def request_check(report: Report, *, by: Membership) -> CheckRun:
    """Have the worker check a draft. While that is under way, asking again gives the same run."""
    Report.objects.select_for_update().get(pk=report.pk)
    running = report.check_runs.unfinished().first()
    if running is not None:
        return running
    run = CheckRun.objects.create(report=report, requested_by=by)
    outbox.put(CHECK, f"check:{run.pk}", {"run": run.pk})
    return run


def run_check(run: CheckRun) -> None:
    """Work off a claimed run, telling after each rule how far it is."""
    now = timezone.now()

    def told(done: int) -> None:
        run.extend_lease(timezone.now(), done=done)

    found = check_draft(run.report, told)
    told_as = [
        {"code": one.code, "thing": one.thing, "facts": one.facts, "state": one.state} for one in found
    ]
    run.finish(findings=told_as, as_of=now)


def findings_of(run: CheckRun) -> list[Check]:
    """What a finished run found; kinds that are no longer known are left out."""
    return [Check(**one) for one in run.findings if one["code"] in KINDS]
