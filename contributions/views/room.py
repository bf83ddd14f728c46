"""A room: its page, one of its threads, what is new in it since the page was loaded."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_POST

from consultation.http import MemberRequest, number_from, wants_fragment
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, to_enter
from contributions import visits
from contributions.addresses import room_url
from contributions.entering import Entered
from contributions.filters import RoomFilter
from contributions.guards import by_room, room_alone
from contributions.models import Contribution
from contributions.rooms_page import composer_form, room_context, shown_page
from contributions.windows import REPLIES_SHOWN

ROOM = "contributions/room.html"
MOST_NEWS = 100


@require_GET
@in_consultation(Action.READ, seat=by_room)
def room_page(request: MemberRequest, entered: Entered) -> HttpResponse:
    room = entered.room
    if entered.thread is not None and wants_fragment(request):
        return _thread(request, entered)
    form = composer_form(request, room, room_url(room))
    response = render(request, ROOM, room_context(request, room, form, [entered]))
    visits.keep(request.user, room, timezone.now())
    return response


def _thread(request: MemberRequest, entered: Entered) -> HttpResponse:
    """One thread alone, unfolded, to take the place of the folded one."""
    filters = RoomFilter.of(request, entered)
    page = shown_page(request, entered, filters)
    context = {"thread": page.threads[0], "unfolded": REPLIES_SHOWN + 1}
    return render(request, "contributions/_thread.html", context)


@require_GET
@in_consultation(Action.READ)
def room_news(request: MemberRequest, consultation: Consultation, room: str) -> HttpResponse:
    """A sentence about what others contributed after number `since`; empty where nobody did."""
    found = room_alone(consultation, room)
    since = number_from(request.GET, "since") or 0
    numbers = _numbers_after(request, found.pk, since)
    context = {"numbers": numbers, "room": found, "consultation": consultation}
    response = render(request, "contributions/_room_news.html", context)
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def _numbers_after(request: HttpRequest, room: int, since: int) -> list[int]:
    visible = Contribution.objects.visible().filter(room=room, number__gt=since)
    others = visible.exclude(author__user=request.user) if request.user.is_authenticated else visible
    return list(others.order_by("number").values_list("number", flat=True)[:MOST_NEWS])


@require_POST
@in_consultation(Action.READ)
def mark_room_read(request: MemberRequest, consultation: Consultation, room: str) -> HttpResponse:
    """Nothing up to the number of the form is new any more."""
    if not request.user.is_authenticated:
        return to_enter(request)
    found = room_alone(consultation, room)
    visits.mark_all_read(request.user, found, number_from(request.POST, "up_to") or found.last_number)
    return redirect(room_url(found))
