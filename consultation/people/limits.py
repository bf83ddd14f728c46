"""How often signing in may be tried. Counted by allauth in the cache; without the cache nobody signs in.

A browser in which an address has signed in before is counted by itself, so that strangers who try an
address cannot keep its owner out.
"""

from __future__ import annotations

import contextlib
from enum import StrEnum

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from redis.exceptions import RedisError

KNOWN_COOKIE = "known"
KNOWN_FOR = 180 * 24 * 3600
_SALT = "consultation.known-browser"


class Limit(StrEnum):
    """What is counted; the figures stand in `ACCOUNT_RATE_LIMITS`."""

    ASK_FOR_CODE = "request_login_code"
    TRY_CODE = "login_failed"
    SIGN_UP = "signup"


WAIT = {Limit.ASK_FOR_CODE: 60, Limit.TRY_CODE: 300, Limit.SIGN_UP: 60}
"""Seconds after which another try makes sense."""


class LimitReachedError(Exception):
    """Too many tries. `wait` is in seconds."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.wait = WAIT[limit]


class CountsAwayError(Exception):
    """The cache that counts the tries does not answer."""


class Spent:
    """A try that was counted; `give_back` takes it off the count again."""

    def __init__(self, usage: ratelimit.RateLimitUsage | None) -> None:
        self.usage = usage

    def give_back(self) -> None:
        if self.usage is not None:
            with contextlib.suppress(RedisError, OSError):
                self.usage.rollback()


def spend(request: HttpRequest, limit: Limit, address: str) -> Spent:
    """Count one try for this address and this network address.

    Raises LimitReachedError when there were too many, CountsAwayError when they cannot be counted.
    """
    if not settings.RATE_LIMITS:
        return Spent(None)
    key = f"{address} known" if is_known(request, address) else address
    try:
        usage = ratelimit.consume(request, app="allauth.account", action=limit.value, key=key)
    except (RedisError, OSError) as error:
        raise CountsAwayError from error
    if usage is None:
        raise LimitReachedError(limit)
    return Spent(usage)


def remember(response: HttpResponse, address: str) -> None:
    """Note in the browser that this address has signed in here."""
    response.set_cookie(
        KNOWN_COOKIE,
        _mark(address),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: HttpRequest, address: str) -> bool:
    return constant_time_compare(request.COOKIES.get(KNOWN_COOKIE, ""), _mark(address))


def _mark(address: str) -> str:
    return salted_hmac(_SALT, address, algorithm="sha256").hexdigest()
