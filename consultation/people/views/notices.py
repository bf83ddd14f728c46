from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.models import Notification
from consultation.notifications import GROUPS, Line, lines_for, read_stop_token, stop
from consultation.people.arriving import safe_address
from consultation.people.profile import PersonRequest
from consultation.permissions import anyone, signed_in

PER_PAGE = 30
LARGEST_ID = 2**63 - 1

type Told = tuple[Notification, Line]


@require_safe
@signed_in
def notifications(request: PersonRequest) -> HttpResponse:
    """What this person was told, newest first. Looking at it marks nothing as read."""
    mine = Notification.objects.filter(recipient=request.user)
    unread_only = request.GET.get("show") == "unread"
    shown = mine.filter(read_at=None) if unread_only else mine
    page = list(_before(shown, mine, request.GET.get("before", ""))[: PER_PAGE + 1])
    has_more = len(page) > PER_PAGE
    page = page[:PER_PAGE]
    context = {
        "days": _by_day(lines_for(page)),
        "unread_only": unread_only,
        "unread": mine.filter(read_at=None).count(),
        "earlier_than": page[-1].pk if has_more else None,
    }
    return render(request, "consultation/account/notifications.html", context)


def _before(shown: QuerySet[Notification], mine: QuerySet[Notification], key: str) -> QuerySet[Notification]:
    """Those older than the notice with this number. Raises Http404 for a number that is not theirs."""
    if not key:
        return shown
    pk = int(key) if key.isascii() and key.isdigit() else 0
    last = mine.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if last is None:
        raise Http404
    return shown.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))


def _by_day(told: list[Told]) -> list[tuple[bool, list[Told]]]:
    """The notices of today, and then the others."""
    today = timezone.localdate()
    days = groupby(told, key=lambda pair: timezone.localdate(pair[0].created_at) >= today)
    return [(is_today, list(pairs)) for is_today, pairs in days]


@require_POST
@signed_in
def mark_read(request: PersonRequest) -> HttpResponse:
    """Mark one notice as read, or all of them where none is named."""
    unread = Notification.objects.filter(recipient=request.user, read_at=None)
    one = request.POST.get("notification", "")
    if one:
        is_number = one.isascii() and one.isdigit() and int(one) <= LARGEST_ID
        unread = unread.filter(pk=int(one)) if is_number else unread.none()
    unread.update(read_at=timezone.now())
    return redirect(safe_address(request, request.POST.get("next")) or "account:notifications")


@csrf_exempt  # the token is the proof: RFC 8058 has mail programs post here without a session
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail from a link in it: a button for whoever looks, done for whoever posts."""
    found = read_stop_token(token)
    if found is None:
        raise Http404
    user, group = found
    if request.method == "POST":
        stop(user, group)
    context: dict[str, Any] = {"kind": GROUPS[group], "is_stopped": request.method == "POST"}
    return render(request, "consultation/account/stop.html", context)
