"""The check page: what must be mended, what is worth a look, what was set aside and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest, wants_fragment
from consultation.models import AuditEntry, Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions import checking as acts
from synthesis.actions.outline import report_of
from synthesis.actions.publishing import WRITING
from synthesis.checking import check_draft, split
from synthesis.checks import GROUPS, RULES, Check
from synthesis.models import CheckRun, Evidence, Figure, Insight, Report, SetAside
from synthesis.views.common import back_to, may_write, member, report_here

PAGE = "synthesis/check.html"
CHECKED_AT_ONCE = 500  # lines of evidence and insights; more are left to the worker
SHOWN = 30  # findings of a group; its own page shows all
WHOLE = {
    "open": "synthesis:ledger",
    "note": "synthesis:check",
    "mark-objective": "synthesis:objective",
    "link-objective": "synthesis:objective",
    "link-note": "synthesis:objective",
    "number": "synthesis:objective",
    "theme": "synthesis:studio",
    "question": "synthesis:studio",
    "jump": "synthesis:objective",
    "outside": "synthesis:studio",
    "gone": "synthesis:build",
}
"""Where findings are mended that speak of no section, insight or figure."""
ON_PAGE = {"dissent": "?differs=1#find-name"}
"""What the address of a heading's page ends with, so that it shows what a finding speaks of."""
WRITERS_ONLY = {"synthesis:figure", "synthesis:objective"}


@dataclass
class Finding:
    check: Check
    address: str
    aside: SetAside | None = None


@dataclass
class Group:
    """Findings of one kind of thing. `more`: how many are not shown here."""

    key: str
    label: str | Promise
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.findings) + self.more


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def check_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    report = report_here(consultation)
    context: dict[str, Any] = {"consultation": consultation, "may_write": may_write(request)}
    if report is not None:
        context |= _context(report, request.GET.get("group", ""), writes=may_write(request))
    page = f"{PAGE}#state" if wants_fragment(request) else PAGE
    response = render(request, page, context)
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


def _context(report: Report, wanted: str, *, writes: bool) -> dict[str, Any]:
    found, as_of, run = _found(report)
    standing, aside = split(report, found)
    addresses = _addresses(report, found, writes=writes)
    must = [one for one in standing if one.must]
    return {
        "run": run,
        "steps": len(RULES),
        "as_of": as_of,
        "is_old": run is not None and as_of is not None and _written_since(report, as_of),
        "must_count": len(must),
        "look_count": len(standing) - len(must),
        "must": _groups(must, addresses, wanted),
        "look": _groups([one for one in standing if not one.must], addresses, wanted),
        "aside": [Finding(check, addresses[check], why) for check, why in aside],
        "wanted": GROUPS.get(wanted, ""),
    }


def _found(report: Report) -> tuple[list[Check], datetime | None, CheckRun | None]:
    """The findings, of when they are, and the run that found them where the draft is long."""
    evidence = Evidence.objects.filter(insight__section__report=report)
    if evidence[: CHECKED_AT_ONCE + 1].count() <= CHECKED_AT_ONCE:
        return check_draft(report), timezone.now(), None
    run = report.check_runs.first()
    if run is None:
        return [], None, CheckRun(report=report)
    done = run if run.finished_at else report.check_runs.filter(finished_at__isnull=False).first()
    return (acts.findings_of(done), done.as_of, run) if done else ([], None, run)


def _written_since(report: Report, moment: datetime) -> bool:
    acts_of = AuditEntry.objects.filter(consultation_id=report.consultation_id, at__gt=moment)
    return any(action.startswith(WRITING) for action in acts_of.values_list("action", flat=True).distinct())


def _groups(found: Sequence[Check], addresses: dict[Check, str], wanted: str) -> list[Group]:
    groups = []
    for key, label in GROUPS.items():
        mine = [check for check in found if check.group == key]
        if not mine or (wanted and key != wanted):
            continue
        shown = mine if wanted else mine[:SHOWN]
        findings = [Finding(check, addresses[check]) for check in shown]
        groups.append(Group(key, label, findings, len(mine) - len(shown)))
    return groups


def _addresses(report: Report, found: Sequence[Check], *, writes: bool) -> dict[Check, str]:
    """The page on which each finding is mended or, for who only reads the draft, seen; two queries."""
    slug = report.consultation.slug
    guids = {UUID(one.thing) for one in found if one.thing and not _is_section(one.thing)}
    pages: dict[str, str] = {}
    for name, model in (("synthesis:insight", Insight), ("synthesis:figure", Figure)):
        if not guids or (name in WRITERS_ONLY and not writes):
            continue
        rows = model.objects.filter(guid__in=guids).values_list("guid", "pk")
        pages |= {str(guid): reverse(name, args=[slug, pk]) for guid, pk in rows}
    return {one: _address(one, slug, pages, writes=writes) for one in found}


def _address(check: Check, slug: str, pages: dict[str, str], *, writes: bool) -> str:
    if _is_section(check.thing):
        page = reverse("synthesis:section", args=[slug, int(check.thing[1:])])
        return f"{page}{ON_PAGE.get(check.code, '')}"
    if check.thing:
        return pages.get(check.thing, "")
    whole = WHOLE.get(check.code, "")
    return reverse(whole, args=[slug]) if whole and (writes or whole not in WRITERS_ONLY) else ""


def _is_section(thing: str) -> bool:
    return thing.startswith("s") and thing[1:].isdecimal()


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_check(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        acts.request_check(report_of(consultation), by=member(request))
    return back_to("check", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def set_aside(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Leave a finding as it is; the form names it by its state."""
    report = report_here(consultation)
    if request.method != "POST" or report is None:
        return back_to("check", consultation.slug)
    reason = " ".join(request.POST.get("reason", "").split())[:300]
    found, _as_of, _run = _found(report)
    check = next((one for one in found if one.state == request.POST.get("state")), None)
    if check is None:
        messages.warning(request, _("That changed meanwhile. Look at it again."))
    elif check.must:
        messages.error(request, _("This must be mended. It cannot be set aside."))
    elif not reason:
        messages.error(request, _("Say why it can stay as it is."))
    else:
        acts.set_aside(report, check, reason, by=member(request))
        messages.success(request, _("Set aside. It comes back when its words or evidence change."))
    return back_to("check", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def show_again(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    if request.method == "POST":
        related = SetAside.objects.select_related("report__consultation")
        acts.show_again(
            get_object_or_404(related, pk=pk, report__consultation=consultation), by=member(request)
        )
        messages.success(request, _("It is listed again."))
    return back_to("check", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def drop_notes(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    report = report_here(consultation)
    if request.method == "POST" and report is not None:
        n = acts.drop_stray_notes(report, by=member(request))
        told = ngettext("%(n)s footnote removed.", "%(n)s footnotes removed.", n)
        messages.success(request, told % {"n": n})
    return back_to("check", consultation.slug)
