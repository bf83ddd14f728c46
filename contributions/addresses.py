"""Where rooms and contributions are found."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from consultation import slots
from contributions.linking import link_to
from contributions.models import Contribution
from rooms.models import Room

WAY_BACK = "contribution.reply"  # the slot for whoever came to reply from a page of a higher floor


def room_url(room: Room) -> str:
    """The room's address; its consultation must be loaded."""
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


def contribution_url(pk: int) -> str:
    return link_to("contributions:contribution", pk)


def reply_url(contribution: Contribution) -> str:
    return link_to("contributions:reply", contribution.pk)


def in_room_url(contribution: Contribution) -> str:
    """The place of a contribution in its room, on whatever page it stands."""
    return f"{room_url(contribution.room)}?at={contribution.number}#c{contribution.number}"


def way_back(request: HttpRequest, parent: Contribution | None) -> str:
    """The page of a higher floor where a reply was begun; "" for one begun in the room, and for no reply."""
    if parent is None:
        return ""
    slots.prepare(request, WAY_BACK, [parent])
    return next((str(told["url"]) for _template, told in slots.filled(request, WAY_BACK, parent)), "")
