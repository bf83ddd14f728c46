"""Log in or sign up: the address, then the code. The same page and the same words for every address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import THEME_COOKIE, THEME_FOR, THEMES
from consultation.people import entering, limits, typed
from consultation.people.arriving import invitations_first, safe_address, wanted_address, with_next
from consultation.people.entering import Answer, Entry
from consultation.people.forms import CodeForm, EnterForm
from consultation.people.limits import CountsAwayError, Limit, LimitReachedError
from consultation.permissions import anyone

MINUTE = 60


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@anyone
def enter(request: HttpRequest) -> HttpResponse:
    wanted = wanted_address(request)
    if request.user.is_authenticated:
        return redirect(invitations_first(request.user, wanted) or wanted or "home")
    form = EnterForm(request.POST or None)
    context = {"form": form, "next": wanted, "typed": typed.kept(request)}
    page = "consultation/account/enter.html"
    if request.method != "POST":
        return render(request, page, context)
    if not form.is_valid():
        return render(request, page, context, status=422)
    address = form.cleaned_data["email"]
    try:
        limits.spend(request, Limit.ASK_FOR_CODE, address)
    except (LimitReachedError, CountsAwayError) as error:
        form.add_error("email", _sentence(error))
        return _refused(render(request, page, context), error)
    entering.begin(request, address, wanted, silently=bool(form.cleaned_data["reference"]))
    return redirect("account:code")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@anyone
def code(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(wanted_address(request) or "home")
    entry = entering.pending(request)
    if entry is None:
        return redirect(with_next("account:enter", wanted_address(request)))
    if request.method != "POST":
        return _code_page(request, entry, CodeForm())
    form = CodeForm(request.POST)
    try:
        if "resend" in request.POST:
            return _send_again(request, entry)
        return _try(request, entry, form)
    except (LimitReachedError, CountsAwayError) as error:
        form.errors.clear()
        form.add_error("code", _sentence(error))
        return _refused(_code_page(request, entry, form), error)


def _try(request: HttpRequest, entry: Entry, form: CodeForm) -> HttpResponse:
    """Let in, or say why not. Raises what `limits.spend` raises."""
    if not form.is_valid():
        return _code_page(request, entry, form, status=422)
    answer = entry.try_code(form.cleaned_data["code"])
    if answer is Answer.RIGHT:
        return entry.enter()
    if answer is Answer.EXPIRED:
        limits.spend(request, Limit.ASK_FOR_CODE, entry.address)
        entry.new_code()
    form.add_error("code", _verdict(answer))
    return _code_page(request, entry, form, status=422)


def _verdict(answer: Answer) -> str:
    if answer is Answer.EXPIRED:
        return _("This code has expired. We have sent you a new one.")
    if answer is Answer.USED_UP:
        return _("This code was tried too often and no longer works. Send a new one.")
    return _("The code is not right. Check it, or send a new one.")


def _send_again(request: HttpRequest, entry: Entry) -> HttpResponse:
    limits.spend(request, Limit.ASK_FOR_CODE, entry.address)
    entry.new_code()
    messages.success(request, _("We have sent a new code to %(address)s.") % {"address": entry.address})
    return redirect("account:code")


def _code_page(request: HttpRequest, entry: Entry, form: CodeForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "address": entry.address,
        "other_address": with_next("account:enter", entry.wanted),
        "contact": settings.CONTACT_EMAIL,
    }
    return render(request, "consultation/account/code.html", context, status=status)


def _sentence(error: LimitReachedError | CountsAwayError) -> str:
    if isinstance(error, CountsAwayError):
        return _("Nobody can log in at the moment. Try again in a few minutes.")
    minutes = -(-error.wait // MINUTE)
    return ngettext(
        "Too many tries. Wait %(minutes)s minute, then try again.",
        "Too many tries. Wait %(minutes)s minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}


def _refused(response: HttpResponse, error: LimitReachedError | CountsAwayError) -> HttpResponse:
    """Mark a page as an answer to too many tries, or to tries that nobody can count."""
    if isinstance(error, LimitReachedError):
        response.status_code = 429
        response.headers["Retry-After"] = str(error.wait)
    else:
        response.status_code = 503
        response.headers["Retry-After"] = str(MINUTE)
    return response


@require_POST
@anyone
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("home")


@require_POST
@anyone
def display(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the device has it, and go back to the page."""
    response = redirect(safe_address(request, request.POST.get("next")) or "home")
    return set_theme(response, request.POST.get("theme", ""))


def set_theme(response: HttpResponse, theme: str) -> HttpResponse:
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=THEME_FOR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response
