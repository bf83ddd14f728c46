"""The request as our views see it, and the small middlewares of the house."""

from __future__ import annotations

import gzip
import zoneinfo
from collections.abc import Callable
from functools import cache
from secrets import randbelow
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property

from consultation.models import Consultation, Membership, Notification

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
THEMES = ("light", "dark")
THEME_COOKIE = "theme"
THEME_FOR = 365 * 24 * 3600  # seconds

ADDRESSES = {
    "reports": "synthesis:reports",
    "search": "contributions:search",
    "help": "help",
    "how": "how_it_works",
    "accessibility": "accessibility",
    "privacy": "privacy",
    "moderation": "house_rules",
}
"""What the frame links to: key of `nav` -> name of the address."""

NO_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

GZIP_HEADER, GZIP_FLAGS, GZIP_HAS_NAME = 10, 3, 8  # of RFC 1952: bytes, the place of its flags, one of them

type Handler = Callable[[HttpRequest], HttpResponse]


class MemberRequest(HttpRequest):
    """A request inside a consultation, as the guard hands it to the view."""

    consultation: Consultation
    membership: Membership | None


UNPROCESSABLE = 422


def form_page(
    request: MemberRequest, template: str, form: BaseForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of the team around one form, with status 422 where something is wrong with it."""
    context = {"consultation": request.consultation, "form": form, **more}
    return render(request, template, context, status=UNPROCESSABLE if form.errors else status)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of the page."""
    return request.headers.get("HX-Request-Type") == "partial"


LARGEST_NUMBER = 2**31 - 1


def number_from(query: QueryDict, name: str) -> int | None:
    """A positive whole number from the address; anything else is as if absent."""
    value = query.get(name, "")
    return int(value) if value.isdecimal() and len(value) <= 10 and 0 < int(value) <= LARGEST_NUMBER else None  # noqa: PLR2004


class AllowedMethods:
    """Refuse TRACE and whatever else no page of ours answers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class PermissionsPolicy:
    """Tell browsers that no page of ours wants a camera, a place or the like, whatever stands on it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = NO_PERMISSIONS
        return response


PACKED = ("application/vnd.openxmlformats", "application/pdf", "application/zip", "image/png", "image/jpeg")
"""Starts of the types of files that are compressed already."""


class Compression(GZipMiddleware):
    """Compress pages as Django does, at a level that takes 40 % of the time for a sixth more bytes."""

    level = 3
    shortest = 200  # bytes

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        accepts = "gzip" in request.headers.get("Accept-Encoding", "")
        if response.get("Content-Type", "").startswith(PACKED):
            return response
        done = response.streaming or response.has_header("Content-Encoding")
        if done or not accepts or len(response.content) < self.shortest:
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        compressed = self._compressed(response.content)
        if len(compressed) < len(response.content):
            response.content = compressed
            response.headers["Content-Length"] = str(len(compressed))
            response.headers["Content-Encoding"] = "gzip"
            if (etag := response.get("ETag", "")).startswith('"'):
                response.headers["ETag"] = f"W/{etag}"
        return response

    def _compressed(self, content: bytes) -> bytes:
        """With a file name of any length, so that the length does not tell what was compressed."""
        packed = gzip.compress(content, compresslevel=self.level, mtime=0)
        header = bytearray(packed[:GZIP_HEADER])
        header[GZIP_FLAGS] = GZIP_HAS_NAME
        return b"".join((header, b"a" * randbelow(self.max_random_bytes), b"\x00", packed[GZIP_HEADER:]))


class PersonMiddleware:
    """Put the person's time zone in force, and end the session of somebody suspended meanwhile."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and (user.is_suspended or not user.is_active):
            logout(request)
        zone = user.time_zone if user.is_authenticated else settings.TIME_ZONE
        with timezone.override(_zone(zone)):
            response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame shows: the site's name, languages, theme, unread notices."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "site": {"name": settings.SITE_NAME, "tagline": settings.SITE_TAGLINE},
        "languages": _languages(request),
        "scheme": theme if theme in THEMES else "",
        "unread_notices": _Unread(request),
        "nav": {"here": _here(request.path), **_addresses(translation.get_language())},
        "time_zone": timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " "),
    }


@cache
def _addresses(_language: str | None) -> dict[str, str]:
    """What the frame links to, in the language in force."""
    return {key: reverse(name) for key, name in ADDRESSES.items()}


def _here(path: str) -> str:
    """Which entry of the main navigation this page belongs to."""
    if "/studio/" in path or "/reports/" in path:
        return "reports"
    for entry, address in _addresses(translation.get_language()).items():
        if path == address:
            return entry
    return "" if "/account/" in path or "/demo/" in path else "consultations"


def _languages(request: HttpRequest) -> list[dict[str, object]]:
    current = translation.get_language()
    names = dict(settings.LANGUAGES)
    return [
        {
            "code": code,
            "name": names[code],
            "url": _in_language(request, code),
            "current": code == current,
        }
        for code in settings.COMPLETE_LANGUAGES
    ]


def _in_language(request: HttpRequest, code: str) -> str:
    """This page's address in a language: the languages' addresses differ at their beginnings alone."""
    match, path = request.resolver_match, request.get_full_path()
    if match is None or not match.view_name:
        return translate_url(path, code)
    if not _has_languages(match.view_name, request):
        return path
    here, there = (_beginning(one) for one in (translation.get_language(), code))
    return there + path.removeprefix(here)


def _beginning(code: str | None) -> str:
    return "" if code in {None, settings.LANGUAGE_CODE} else f"/{code}"


_TRANSLATED: dict[str, bool] = {}


def _has_languages(name: str, request: HttpRequest) -> bool:
    """Whether pages of that name have an address for each language; found out once."""
    if name not in _TRANSLATED:
        own = {translate_url(request.path, code) for code, _name in settings.LANGUAGES}
        _TRANSLATED[name] = len(own) > 1
    return _TRANSLATED[name]


class _Unread:
    """The number of unread notices, asked for only where a template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = getattr(request, "user", None)

    def __call__(self) -> int:
        return self.count

    @cached_property
    def count(self) -> int:
        if self.user is None or not self.user.is_authenticated:
            return 0
        counted: int | None = getattr(self.user, "unread_notices", None)
        if counted is not None:
            return counted
        return Notification.objects.filter(recipient=self.user, read_at=None).count()
