"""What the room page shows: its questions with counts, one page of threads, the composer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consultation import slots
from consultation.http import MemberRequest, number_from
from consultation.people import typed
from consultation.permissions import Action, may
from contributions.display import dress
from contributions.figures import figures_of_rooms
from contributions.filters import RoomFilter
from contributions.forms import ContributionForm
from contributions.models import Contribution
from contributions.pages import ThreadPage, thread_page
from rooms.models import Room


def composer_form(
    request: MemberRequest, room: Room, url: str, parent: Contribution | None = None
) -> ContributionForm | None:
    """The form for writing here, filled with what was typed before signing in; None where nobody writes."""
    if not room.accepts_contributions:
        return None
    if request.user.is_authenticated:
        if not may(request.user, request.membership, Action.CONTRIBUTE, request.consultation):
            return None
        kept = typed.find(request, url)
        if kept:
            return ContributionForm(room, initial=_initial(kept))
    return ContributionForm(room, initial=_asked(request, room, parent))


def _initial(kept: dict[str, list[str]]) -> dict[str, Any]:
    initial: dict[str, Any] = {name: values[-1] for name, values in kept.items() if values}
    initial["questions"] = kept.get("questions", [])
    return initial


def _asked(request: MemberRequest, room: Room, parent: Contribution | None) -> dict[str, Any]:
    """The question of an "Answer this question" link, ticked; the language the person writes."""
    answer = number_from(request.GET, "answer")
    ticked = [str(question.pk) for question in room.questions.all() if question.number == answer]
    language = request.user.language if request.user.is_authenticated else room.consultation.language
    return {"questions": ticked, "parent": parent.pk if parent else "", "language": language}


def room_context(
    request: MemberRequest, room: Room, form: ContributionForm | None, around: Sequence[int]
) -> dict[str, Any]:
    """Everything the room's template needs, in a number of queries that no room size changes."""
    filters = RoomFilter(request.GET, room=room, membership=request.membership)
    page = _filtered_page(request, filters) if filters.is_active else _page(request, room)
    dress(request, page.contributions)
    slots.prepare(request, "room.team", [room])
    return {
        "consultation": room.consultation,
        "room": room,
        "place": around[0],
        "rooms": around[1],
        "questions": room.questions.all(),
        "figures": figures_of_rooms([room])[room.pk],
        "page": page,
        "filters": filters,
        "form": form,
        "signs_in_first": form is not None and not request.user.is_authenticated,
    }


def _page(request: MemberRequest, room: Room) -> ThreadPage:
    unfolded = number_from(request.GET, "thread")
    at = number_from(request.GET, "at")
    target = _thread_of(room, unfolded or at)
    if target is None:
        return thread_page(
            room, after=number_from(request.GET, "after"), before=number_from(request.GET, "before")
        )
    return thread_page(room, after=target.number - 1, unfolded=target.pk)


def _thread_of(room: Room, number: int | None) -> Contribution | None:
    """The root of the thread in which a number stands."""
    if number is None:
        return None
    found = Contribution.objects.select_related("thread").filter(room=room, number=number).first()
    return (found.thread or found) if found else None


def _filtered_page(request: MemberRequest, filters: RoomFilter) -> ThreadPage:
    return filters.page(after=number_from(request.GET, "after"), before=number_from(request.GET, "before"))
