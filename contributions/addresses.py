"""Where rooms and contributions are found."""

from __future__ import annotations

from django.urls import reverse

from contributions.linking import link_to
from contributions.models import Contribution
from rooms.models import Room


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
