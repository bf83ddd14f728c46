"""The build page, and the files that builds leave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest, wants_fragment
from consultation.models import Consultation
from consultation.permissions import WHO_MAY, Action, in_consultation, may
from synthesis import looks, shelf
from synthesis.actions.annex import set_annex
from synthesis.actions.builds import cancel_build, may_be_retried, request_build, retry_build
from synthesis.actions.outline import report_of
from synthesis.formats import FORMATS
from synthesis.forms import BuildForm
from synthesis.models import Build, BuiltFile, Report, Version
from synthesis.steps import steps_of
from synthesis.texts import offered_languages
from synthesis.views.common import may_write, member, report_here

PAGE = "synthesis/build.html"


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def build_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    report = report_here(consultation)
    languages = _languages(report)
    initial: dict[str, Any] = {"formats": list(FORMATS), "languages": languages}
    initial["with_annex"] = report is None or report.with_annex
    form = BuildForm(initial=initial, languages=languages)
    page = f"{PAGE}#state" if wants_fragment(request) else PAGE
    response = render(request, page, _context(request, consultation, form, report))
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


def _context(
    request: MemberRequest, consultation: Consultation, form: BuildForm, report: Report | None
) -> dict[str, Any]:
    build = report.builds.first() if report else None
    versions = Version.objects.filter(report=report).defer("snapshot")
    versions = versions.prefetch_related(Prefetch("files", BuiltFile.objects.filter(is_public=False)))
    steps = steps_of(build.formats) if build else []
    return {
        "consultation": consultation,
        "form": form,
        "has_outline": report is not None and report.sections.exists(),
        "build": build,
        "steps": steps,
        "step": steps[min(build.step, len(steps)) - 1] if build and build.step else None,
        "before": Build.objects.before(build).count() if build and build.is_queued else 0,
        "finished": _finished(build).count() if build and not build.is_unfinished else 0,
        "may_retry": build is not None and may_be_retried(build) and _may_retry(request, build),
        "looks": [looks.sentence(one) for one in build.should_look] if build else [],
        "versions": versions,
        "may_write": may_write(request),
    }


def _languages(report: Report | None) -> list[str]:
    return offered_languages(report) if report is not None else []


def _finished(build: Build) -> QuerySet[BuiltFile]:
    """The files of a build that are whole, however it ended."""
    if build.publishes_id is not None:
        return BuiltFile.objects.filter(version=build.publishes_id, is_public=True)
    return BuiltFile.objects.filter(version__build=build, is_public=False)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def start_build(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        report = report_here(consultation)
        form = BuildForm(request.POST, languages=_languages(report))
        if not form.is_valid():
            return render(request, PAGE, _context(request, consultation, form, report), status=422)
        report = report_of(consultation)
        set_annex(report, with_annex=form.cleaned_data["with_annex"], by=member(request))
        languages = form.cleaned_data.get("languages", [])
        request_build(report, form.cleaned_data["formats"], languages=languages, by=member(request))
    return redirect("synthesis:build", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def cancel(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    if request.method == "POST":
        build = get_object_or_404(Build, pk=pk, report__consultation=consultation)
        if cancel_build(build, by=member(request)):
            messages.success(request, _("The build is cancelled."))
        else:
            messages.warning(request, _("The build had ended before it could be cancelled."))
    return redirect("synthesis:build", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SEE_REPORT_DRAFT)
def retry(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """Go on where a build failed: a draft's for who writes, a publication's for who publishes as well."""
    if request.method == "POST":
        build = get_object_or_404(Build, pk=pk, report__consultation=consultation)
        if not _may_retry(request, build):
            raise PermissionDenied(WHO_MAY[Action.WRITE_REPORT])
        if not retry_build(build, by=member(request)):
            messages.warning(request, _("There is nothing to try again: build the report anew."))
    return redirect("synthesis:build", consultation.slug)


def _may_retry(request: MemberRequest, build: Build) -> bool:
    publishes = build.publishes_id is not None and may(
        request.user, request.membership, Action.PUBLISH_REPORT, request.consultation
    )
    return publishes or may_write(request)


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def download(request: MemberRequest, consultation: Consultation, pk: int, name: str) -> HttpResponse:
    """One built file. Who asks is checked every time, so the address alone opens nothing."""
    related = BuiltFile.objects.select_related("version").defer("version__snapshot")
    file = get_object_or_404(related, pk=pk, name=name, version__report__consultation=consultation)
    if file.version.withdrawn_at is not None:
        return _gone(request, consultation)
    try:
        stream = shelf.place_of(file.path).open("rb")
    except OSError:
        return _gone(request, consultation)
    kind = FORMATS[file.format].content_type
    response = FileResponse(stream, as_attachment=True, filename=file.name, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]  # a file is streamed


def _gone(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    context = {
        "reason": _("This file is no longer here. Build the report again."),
        "back_url": reverse("synthesis:build", args=[consultation.slug]),
        "back_text": _("Build"),
    }
    return render(request, "410.html", context, status=410)
