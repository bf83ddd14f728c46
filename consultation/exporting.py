"""Files that take away what was said here: the record tells who took which, and nobody takes many at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.audit import record
from consultation.http import MemberRequest
from consultation.models import AuditEntry, Consultation, User

EXPORTED = ".exported"
MINUTE = 60  # seconds
MOST_SECONDS = 120  # a longer wait is told in minutes
LIMITS = ((10, timedelta(minutes=1)), (60, timedelta(hours=1)))
"""How many files one person may take out of one consultation, and within which time."""


def refused_export(
    request: MemberRequest, what: str, *, file: str, thing: Model | None = None
) -> HttpResponse | None:
    """Note in the record that this person takes `what` ("passages") away in this form of file ("xlsx").

    The page that asks them to wait, where they took too many: then nothing is noted. Only a GET takes a file.
    """
    if request.method != "GET":
        return None
    consultation, person = request.consultation, request.user
    assert isinstance(person, User)  # noqa: S101  the guard lets nobody else in
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)  # each at once is counted
        wait = seconds_to_wait(person, consultation)
        if not wait:
            act, after = f"{what}{EXPORTED}", {"file": file}
            record(act, thing or consultation, actor=person, consultation=consultation, after=after)
            return None
    return _wait(request, wait)


def seconds_to_wait(person: User, consultation: Consultation) -> int:
    """Until this person may take another file; 0 when it is now. Counted from the record."""
    if not settings.RATE_LIMITS or settings.DEMO:
        return 0
    now = timezone.now()
    most, within = LIMITS[-1]
    acts = AuditEntry.objects.filter(
        consultation_id=consultation.pk,
        actor_id=person.pk,
        action__endswith=EXPORTED,
        at__gt=now - within,
    )
    times: list[datetime] = list(acts.order_by("-at").values_list("at", flat=True)[:most])
    free = [times[most - 1] + within for most, within in LIMITS if len(times) >= most]
    return ceil((max([now, *free]) - now).total_seconds())


def _wait(request: MemberRequest, wait: int) -> HttpResponse:
    if wait > MOST_SECONDS:
        minutes = ceil(wait / MINUTE)
        sentence = ngettext(
            "You are downloading a lot. Wait %(n)s minute.",
            "You are downloading a lot. Wait %(n)s minutes.",
            minutes,
        ) % {"n": minutes}
    else:
        sentence = ngettext(
            "You are downloading quickly. Wait %(n)s second.",
            "You are downloading quickly. Wait %(n)s seconds.",
            wait,
        ) % {"n": wait}
    context = {"name": _("You are downloading quickly"), "sentence": sentence}
    response = render(request, "429.html", {**context, "back_url": request.get_full_path()}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
