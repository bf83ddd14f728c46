"""The pages that explain the site: help, how it works, privacy, accessibility, house rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation import slots
from consultation.http import THEME_COOKIE, THEME_FOR
from consultation.people import codes
from consultation.people.limits import KNOWN_COOKIE, KNOWN_FOR
from consultation.permissions import anyone
from consultation.texts import MAX_CHARACTERS

MINUTE = 60
DAY = 24 * 60 * MINUTE
TOTALS = "house_rules.totals"


@dataclass(frozen=True)
class Site:
    """What fills a slot that belongs to no consultation but to all of them."""

    pk: int = 0


@require_safe
@anyone
def help_page(request: HttpRequest) -> HttpResponse:
    figures = {
        "code_digits": codes.DIGITS,
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // MINUTE,
        "code_tries": settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS,
        "longest": MAX_CHARACTERS,
    }
    return _page(request, "help", **figures)


@require_safe
@anyone
def how_it_works(request: HttpRequest) -> HttpResponse:
    return _page(request, "how_it_works")


@require_safe
@anyone
def privacy(request: HttpRequest) -> HttpResponse:
    figures = {
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "session_days": settings.SESSION_COOKIE_AGE // DAY,
        "form_cookie": settings.CSRF_COOKIE_NAME,
        "form_days": settings.CSRF_COOKIE_AGE // DAY,
        "known_cookie": KNOWN_COOKIE,
        "known_days": KNOWN_FOR // DAY,
        "theme_cookie": THEME_COOKIE,
        "theme_days": THEME_FOR // DAY,
    }
    return _page(request, "privacy", **figures)


@require_safe
@anyone
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "accessibility")


@require_safe
@anyone
def house_rules(request: HttpRequest) -> HttpResponse:
    """How we moderate. What was hidden, by reason, is told by the floor that decides."""
    site = Site()
    slots.prepare(request, TOTALS, [site])
    return _page(request, "house_rules", everything=site)


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    page = f"consultation/information/{name}.html"
    return render(request, page, {"contact": settings.CONTACT_EMAIL, **context})
