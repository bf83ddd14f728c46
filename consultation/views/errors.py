"""The pages for what goes wrong. They keep what was typed, and they stand even where the site does not."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

RETRY_AFTER = 10
LONG_VALUE = 40
TEXT_FIELD = "text"
MARKUP_FIELD = "formatted"  # the same text again, with its marks
SAME_ORIGIN = "same-origin"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a body that is too big. Never reads the body: it may be what cannot be read."""
    if isinstance(exception, RequestDataTooBig):
        return _page(request, "413.html", 413)
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the sentence that came with the refusal."""
    return _page(request, "403.html", 403, reason=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django passes it
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the text to copy; 503 while the database is away. Needs no database and no person."""
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    context = {
        "site": {"name": settings.SITE_NAME},
        "kept_text": _typed_text(request),
        "back_url": request.get_full_path(),
    }
    try:
        response = HttpResponse(render_to_string("500.html", context))
    except Exception:  # noqa: BLE001  the last page there is must not fail
        response = HttpResponse("There is a problem with the service.")
    response.status_code = 503 if is_away else 500
    if is_away:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django passes it
    """403 with everything that was typed, and a button that sends it with a fresh token.

    The button is there only for forms of this site: what another site sent must not be one click from done.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        "is_from_here": _is_from_here(request),
        "action": request.get_full_path(),
        "texts": [(name, value) for name, value in fields if _is_text(name, value)],
        "hidden": [(name, value) for name, value in fields if not _is_text(name, value)],
        "kept_text": _typed_text(request),
    }
    return _page(request, "consultation/account/send_again.html", 403, **context)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site. Silence counts as yes: every
    browser that follows a foreign form says where it stood."""
    site = request.headers.get("Sec-Fetch-Site", SAME_ORIGIN)
    own = f"{request.scheme}://{request.get_host()}"
    return site == SAME_ORIGIN and request.headers.get("Origin", own) == own


def _is_text(name: str, value: str) -> bool:
    return name == TEXT_FIELD or (len(value) >= LONG_VALUE and name != MARKUP_FIELD)


def _typed_text(request: HttpRequest) -> str:
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # noqa: BLE001  an unreadable body holds no text to keep
        return ""
    kept = (value for name, value in fields if _is_text(name, value) and name != "csrfmiddlewaretoken")
    return "\n\n".join(kept)


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    try:
        return render(request, template, context, status=status)
    except Exception:  # noqa: BLE001  such as a host that is not ours: an error page must not fail
        return HttpResponse(f"{status}\n", content_type="text/plain", status=status)
