"""What a script learns that posts a form for a person: where the answer leads, and that it arrived."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

POSTED = "posted"
POSTED_FOR = 24 * 3600  # seconds in which a page opened again knows that its text arrived

type View = Callable[..., HttpResponse]


def tells_scripts(view: View) -> View:
    """Answer a redirect of this page with `{"url", "posted"}` where a script asks for JSON.

    `posted` is false where the person has to sign in or tell who they are first. What was taken is named in a
    cookie by the form's key, so that the copy of the text on the device can go.
    """

    @wraps(view)
    def telling(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        if request.method != "POST" or "Location" not in response:
            return response
        url = response["Location"]
        is_posted = not url.startswith(reverse("account:enter").removesuffix("enter/"))
        told = _as_json(response, url, is_posted=is_posted) if asks_for_json(request) else response
        key = _form_key(request)
        if is_posted and key:
            settle(told, key)
        return told

    return telling


def settle(response: HttpResponse, form_key: str) -> None:
    """Tell the device that the text of this form is done with: its copy there goes with the next page."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(POSTED, form_key, max_age=POSTED_FOR, secure=secure, samesite="Lax")


def asks_for_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _as_json(response: HttpResponse, url: str, *, is_posted: bool) -> HttpResponse:
    told = JsonResponse({"url": url, "posted": is_posted})
    told.cookies = response.cookies
    return told


def _form_key(request: HttpRequest) -> str:
    try:
        return str(UUID(request.POST.get("form_key", "")))
    except ValueError:
        return ""
