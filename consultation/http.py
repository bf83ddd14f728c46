"""The request as our views see it, and the small middlewares of the house."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.urls import reverse, translate_url
from django.utils import timezone, translation
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

type Handler = Callable[[HttpRequest], HttpResponse]


class MemberRequest(HttpRequest):
    """A request inside a consultation, as the guard hands it to the view."""

    consultation: Consultation
    membership: Membership | None


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
        "theme": theme if theme in THEMES else "",
        "unread_notices": _Unread(request),
        "nav": {"here": _here(request.path)} | {key: reverse(name) for key, name in ADDRESSES.items()},
        "time_zone": timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " "),
    }


def _here(path: str) -> str:
    """Which entry of the main navigation this page belongs to."""
    if "/studio/" in path or "/reports/" in path:
        return "reports"
    for entry, name in ADDRESSES.items():
        if path == reverse(name):
            return entry
    return "" if "/account/" in path or "/demo/" in path else "consultations"


def _languages(request: HttpRequest) -> list[dict[str, object]]:
    current = translation.get_language()
    names = dict(settings.LANGUAGES)
    return [
        {
            "code": code,
            "name": names[code],
            "url": translate_url(request.get_full_path(), code),
            "current": code == current,
        }
        for code in settings.COMPLETE_LANGUAGES
    ]


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
