"""What the room page shows: its questions with counts, one page of contributions, the composer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from consultation import slots
from consultation.http import MemberRequest, number_from
from consultation.permissions import Action, may
from contributions.composing import composer_form
from contributions.display import dress
from contributions.entering import Entered
from contributions.filters import ALL, SHORT, RoomFilter
from contributions.forms import ContributionForm
from contributions.ordering import OLDEST, read_cursor
from contributions.pages import Thread, ThreadPage, thread_page
from contributions.visits import Visit
from contributions.windows import Asked
from rooms.models import GuidingQuestion, Room

__all__ = ["composer_form", "room_context"]


def room_context(
    request: MemberRequest, room: Room, form: ContributionForm | None, around: Sequence[Entered]
) -> dict[str, Any]:
    """Everything the room's template needs, in a number of queries that no room size changes."""
    entered = around[0]
    filters = RoomFilter.of(request, entered)
    page = shown_page(request, entered, filters)
    slots.prepare(request, "room.team", [room])
    return {
        "consultation": room.consultation,
        "room": room,
        "entered": entered,
        "visit": entered.visit,
        "place": entered.place,
        "rooms": entered.rooms,
        "questions": entered.questions,
        "figures": entered.figures,
        "page": page,
        "filters": filters,
        "matching": filters.count(page, is_part=entered.at is not None) if filters.is_active else "",
        "jump": _jump(entered, page),
        "may_follow": may(request.user, request.membership, Action.TAKE_PART, room.consultation),
        "polls": _polls(request, entered, filters),
        "form": form,
        "is_writing": form is not None,
        "signs_in_first": form is not None and not request.user.is_authenticated,
    }


def shown_page(request: MemberRequest, entered: Entered, filters: RoomFilter) -> ThreadPage:
    """The page of the room that the address asks for, dressed for this reader."""
    asked = _asked(request, entered, filters)
    page = thread_page(entered.room, asked, filters.matching)
    dress(request, page.contributions, visit=entered.visit, is_short=filters.view == SHORT, is_room=True)
    if asked.order is OLDEST and not filters.is_active:
        _divide(page, entered.visit)
    _head(page)
    return page


def _asked(request: MemberRequest, entered: Entered, filters: RoomFilter) -> Asked:
    """The part of the room that the address asks for. In one thread the cursor is one of its replies."""
    query, order = request.GET, filters.order
    is_flat = filters.is_active or not order.is_conversation
    asked = Asked(order, is_flat=is_flat, is_whole=filters.view == ALL)
    if entered.thread is not None and not is_flat:
        return replace(
            asked,
            at=replace(entered.thread, number=entered.thread.root_number),
            replies_after=number_from(query, "after"),
            replies_before=number_from(query, "before"),
        )
    if entered.at is not None:
        return replace(asked, at=entered.at)
    after, before = (read_cursor(query.get(name, ""), order) for name in ("after", "before"))
    return replace(asked, after=after, before=before)


def _divide(page: ThreadPage, visit: Visit) -> None:
    """Mark the first thread that began after the last visit, where the page also shows what came before."""
    before: Thread | None = None
    for thread in page.threads:
        if visit.is_new(thread.root.number) and vars(thread.root)["post"].get("is_new"):
            thread.is_first_new = before is not None or not page.earlier
            return
        before = thread


def _head(page: ThreadPage) -> None:
    """By question, each question's first contribution on the page stands under its heading."""
    before: tuple[GuidingQuestion | None, bool] = (None, False)
    for thread in page.threads:
        now = (thread.heading, thread.is_unasked)
        thread.begins_group = now != before
        before = now


def _jump(entered: Entered, page: ThreadPage) -> str:
    """Where the first new contribution is: on this page, or on that of its number."""
    first = entered.visit.first_new
    if first is None:
        return ""
    here = any(one.number == first for one in page.contributions)
    return f"#c{first}" if here else f"?at={first}#c{first}"


def _polls(request: MemberRequest, entered: Entered, filters: RoomFilter) -> bool:
    """Whether the page asks now and then for news: where it is read as it grows, unless data is dear."""
    saves_data = request.headers.get("Save-Data", "").lower() == "on"
    return not saves_data and filters.view != ALL and entered.room.accepts_contributions
