"""Sign-off: what stands against a draft, who sent it, and what the approver says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, may
from synthesis.actions import publishing
from synthesis.actions.publishing import NotReadyError
from synthesis.actions.redacting import withdraw_version
from synthesis.models import Report, SignOff, Version
from synthesis.views.common import back_to, may_write, member, report_here

LONGEST_NOTE = 2000


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def sign_off_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    return render(request, "synthesis/sign_off.html", _context(request, consultation))


def _context(request: MemberRequest, consultation: Consultation) -> dict[str, Any]:
    report = report_here(consultation)
    if report is None:
        return {"consultation": consultation, "may_write": may_write(request)}
    sent = publishing.waiting(report)
    version = sent.version if sent else _to_send(report)
    steps = SignOff.objects.filter(version__report=report).select_related("version", "by")
    published = report.versions.published().order_by("-published_at")
    return {
        "consultation": consultation,
        "version": version,
        "files": version.files.filter(is_public=False) if version else [],
        "findings": publishing.findings(version) if version else [],
        "sent": sent,
        "steps": steps.defer("version__snapshot"),
        "published": published.defer("snapshot").prefetch_related("files"),
        "may_write": may_write(request),
        "may_publish": may(request.user, request.membership, Action.PUBLISH_REPORT, consultation),
        "longest_note": LONGEST_NOTE,
    }


def _to_send(report: Report) -> Version | None:
    """The newest draft with files. What is older than the version published last is over."""
    last = report.versions.published().values_list("draft", flat=True).first() or 0
    built = report.versions.filter(published_at=None, files__is_public=False, draft__gt=last)
    return built.distinct().first()


def _version(request: MemberRequest, consultation: Consultation) -> Version:
    """The version that the form names. Raises NotReadyError, and Http404 for one of another consultation."""
    pk = request.POST.get("version", "")
    if not pk.isdecimal():
        raise NotReadyError(_("The form did not say which draft it means. Try again."))
    return get_object_or_404(Version.objects.filter(report__consultation=consultation), pk=int(pk))


def _note(request: MemberRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()[:LONGEST_NOTE]


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def send(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        try:
            version = _version(request, consultation)
            publishing.send_for_sign_off(version, note=_note(request, "note"), by=member(request))
        except NotReadyError as error:
            messages.error(request, str(error))
        else:
            told = _("Draft %(draft)s is with the approvers. They are told.")
            messages.success(request, told % {"draft": version.draft})
    return back_to("sign_off", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.PUBLISH_REPORT)
def approve(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        try:
            version = _version(request, consultation)
            publishing.approve_and_publish(version, changes=_note(request, "changes"), by=member(request))
        except NotReadyError as error:
            messages.error(request, str(error))
        else:
            told = _("Published as %(version)s. Its files are being made.")
            messages.success(request, told % {"version": version.label})
    return back_to("sign_off", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.PUBLISH_REPORT)
def ask_for_changes(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    note = _note(request, "note")
    if request.method == "POST" and not note:
        messages.error(request, _("Say what should change."))
    elif request.method == "POST":
        try:
            version = _version(request, consultation)
            publishing.ask_for_changes(version, note=note, by=member(request))
        except NotReadyError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The editors are told what should change."))
    return back_to("sign_off", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.PUBLISH_REPORT)
def withdraw(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Take a published version back; its address keeps the note."""
    if request.method == "POST":
        try:
            version = _version(request, consultation)
            withdraw_version(version, note=_note(request, "note"), by=member(request))
        except NotReadyError as error:
            messages.error(request, str(error))
        else:
            told = _("%(version)s is withdrawn. Its address tells why.")
            messages.success(request, told % {"version": version.label})
    return back_to("sign_off", consultation.slug)
