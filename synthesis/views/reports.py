"""The public side: the list of reports, one report in one of its versions, and its files."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest
from consultation.models import Audience, Consultation
from consultation.permissions import Action, anyone, in_consultation, may_know
from synthesis import shelf
from synthesis.formats import FORMATS
from synthesis.ledger import told
from synthesis.models import BuiltFile, Version
from synthesis.public.facts import facts_of
from synthesis.public.making import public_report
from synthesis.public.parts import PublicReport
from synthesis.public.pictures import find_picture
from synthesis.public.reading import Reader, live
from synthesis.public.responses import by_insight, shown_responses
from synthesis.public.versions import (
    canonical_address,
    ever_published,
    listed_reports,
    published,
    unprefixed,
)

FILE_KEPT = 3600  # seconds that browsers and proxies may keep a public file
LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a picture opened by itself: a drawing may hold a script."""


@require_safe
@anyone
def reports_page(request: HttpRequest) -> HttpResponse:
    page = listed_reports(request.user, before=request.GET.get("before", ""))
    return render(request, "synthesis/reports.html", {"page": page, "facts": facts_of(page.versions)})


@require_safe
@in_consultation(Action.READ)
def report(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    every = list(ever_published([consultation]))
    versions = [one for one in every if one.withdrawn_at is None]
    if every and not versions:
        return _withdrawn(request, every[0], None)
    if not versions:
        return redirect("consultation", consultation.slug)
    return render(request, "synthesis/report.html", _context(request, versions[0], versions[0], every))


@require_safe
@in_consultation(Action.READ)
def report_version(request: MemberRequest, consultation: Consultation, version: str) -> HttpResponse:
    every = list(ever_published([consultation]))
    versions = [one for one in every if one.withdrawn_at is None]
    found = next((one for one in every if one.number == version), None)
    if found is None:
        raise Http404
    if found.withdrawn_at is not None:
        return _withdrawn(request, found, versions[0] if versions else None)
    return render(request, "synthesis/report.html", _context(request, found, versions[0], every))


def _withdrawn(request: MemberRequest, version: Version, current: Version | None) -> HttpResponse:
    """The dated note in the place of a version that was taken back, and the way to the one that stands."""
    context = {"consultation": request.consultation, "version": version, "current": current}
    return render(request, "synthesis/report_withdrawn.html", context, status=HTTPStatus.GONE)


def _context(
    request: MemberRequest, version: Version, current: Version, every: list[Version]
) -> dict[str, Any]:
    """`every`: all versions that were ever published, with those that were withdrawn."""
    consultation = request.consultation
    shown = public_report(version, request.GET.get("in", ""))
    responses = shown_responses(consultation, shown) if version == current else []
    reader = Reader(
        live(consultation, shown, request.membership),
        opened=request.GET.get("open", ""),
        responses=by_insight(one.response for one in responses),
    )
    sections = reader.sections(shown.sections)
    files = [file for file in version.files.filter(is_public=True) if _is_in(shown, file)]
    return {
        "consultation": consultation,
        "version": version,
        "current": current,
        "others": [one for one in every if one != version],
        "report": shown,
        "languages": _also_in(request, shown),
        "fates": [] if shown.tells_share else told(version.recount.get("ledger", {})),
        "sections": sections,
        "responses": responses,
        "used": reader.used,
        "used_count": sum(one.own for one in reader.used),
        "files": [_offer(consultation, version, file) for file in _pdf_first(files)],
        "canonical": canonical_address(consultation),
        "versioned": settings.SITE_URL
        + unprefixed("synthesis:report_version", consultation.slug, version.number),
        "pictures": unprefixed("synthesis:report_version", consultation.slug, version.number),
        "is_indexed": version == current and consultation.audience == Audience.PUBLIC,
    }


def _is_in(shown: PublicReport, file: BuiltFile) -> bool:
    """Whether the file is in the language shown, or in all of them."""
    language = file.language or shown.languages[0]
    return language == shown.language or not FORMATS[file.format].by_language


def _also_in(request: MemberRequest, shown: PublicReport) -> list[tuple[str, str]]:
    """The languages of a report that is given in several, each with the address where it is read."""
    if len(shown.languages) == 1:
        return []
    known, address = dict(settings.LANGUAGES), request.path
    return [
        (code, translate_url(address, code) if code in known else f"{address}?in={code}")
        for code in shown.languages
    ]


def _pdf_first(files: list[BuiltFile]) -> list[BuiltFile]:
    order = list(FORMATS)
    return sorted(files, key=lambda file: (file.format != "pdf", order.index(file.format)))


def _offer(consultation: Consultation, version: Version, file: BuiltFile) -> dict[str, Any]:
    address = unprefixed("synthesis:report_file", consultation.slug, version.number, file.name)
    return {"file": file, "address": address}


@require_safe
@in_consultation(Action.READ)
def report_file(request: MemberRequest, consultation: Consultation, version: str, name: str) -> HttpResponse:
    """A built file of a published version, or a picture in it."""
    found = next((one for one in ever_published([consultation]) if one.number == version), None)
    if found is None:
        raise Http404
    if found.withdrawn_at is not None:
        return _withdrawn(request, found, published([consultation]).first())
    file = found.files.filter(is_public=True, name=name).first()
    if file is not None:
        return _kept(request, quote_etag(file.sha256), lambda: _built(request, file))
    return _kept(request, quote_etag(f"{found.checksum}-{name}"), lambda: _picture(found, name))


def _built(request: MemberRequest, file: BuiltFile) -> HttpResponse:
    try:
        stream = shelf.place_of(file.path).open("rb")
    except OSError:
        return _gone(request)
    kind = FORMATS[file.format].content_type
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type=kind)  # type: ignore[return-value]


def _picture(version: Version, name: str) -> HttpResponse:
    picture = find_picture(version, name)
    if picture is None:
        raise Http404
    served = HttpResponse(picture.content, content_type=picture.media)
    served["Content-Security-Policy"] = LOCKED
    return served


def _kept(request: MemberRequest, etag: str, serve: Callable[[], HttpResponse]) -> HttpResponse:
    """What everybody may read may be kept by everybody; the rest by nobody."""
    is_for_all = _is_for_all(request.consultation)
    known = get_conditional_response(request, etag) if is_for_all else None
    response = known or serve()
    response["X-Content-Type-Options"] = "nosniff"
    if not is_for_all:
        response["Cache-Control"] = "private, no-store"
    elif response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        response["Cache-Control"] = f"public, max-age={FILE_KEPT}"
        response["ETag"] = etag
    return response


def _is_for_all(consultation: Consultation) -> bool:
    public = consultation.audience == Audience.PUBLIC
    return public and may_know(AnonymousUser(), None, consultation)


def _gone(request: MemberRequest) -> HttpResponse:
    context = {
        "reason": _("This file is no longer here. The report can be read on its page."),
        "back_url": canonical_address(request.consultation),
        "back_text": _("Read the summary"),
    }
    return render(request, "410.html", context, status=410)
