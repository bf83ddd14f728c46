"""Where people go when they sign in: to their profile the first time, then on to where they were."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from consultation.models import User
from consultation.people import joining, typed

LONGEST_ADDRESS = 2000


def safe_address(request: HttpRequest, wanted: str | None) -> str:
    """The address if it is one of this site's own; empty for any other."""
    if not wanted or len(wanted) > LONGEST_ADDRESS or not wanted.isprintable():
        return ""
    is_own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_own else ""


def wanted_address(request: HttpRequest) -> str:
    """The safe `next` of this request."""
    return safe_address(request, request.POST.get("next") or request.GET.get("next"))


def with_next(name: str, wanted: str) -> str:
    """The address of a page by name, with `next` if there is any."""
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


def first_stop(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    if not user.has_profile:
        return redirect(with_next("account:profile", wanted))
    joining.accept_invitations(user)
    return go_on(request, wanted)


def invitations_first(user: User, wanted: str) -> str:
    """The page of a signed-in person's invitations, if any wait; empty otherwise."""
    return with_next("account:invitations", wanted) if joining.seats_for(user).exists() else ""


def go_on(request: HttpRequest, wanted: str) -> HttpResponse:
    """Send somebody who is in back to where they were."""
    if typed.kept(request) is not None:
        messages.success(request, _("You are logged in. Your draft is here."))
    return redirect(wanted or settings.LOGIN_REDIRECT_URL)


def turn_away(request: HttpRequest, user: User) -> HttpResponse:
    """Tell somebody who proved their address why they may not come in."""
    clear_login(request)
    context = {"reason": user.suspension_reason, "contact": settings.CONTACT_EMAIL}
    return render(request, "consultation/account/suspended.html", context, status=403)
