"""Who wants to hear of a room or of a thread. Nobody else sees it, so nothing is recorded."""

from __future__ import annotations

from consultation.models import Membership
from contributions.models import Contribution, ThreadFollow
from rooms.models import Room, RoomFollow


def follow_room(room: Room, membership: Membership) -> None:
    """Have new contributions of this room in the member's daily digest. Twice is the same as once."""
    RoomFollow.objects.get_or_create(room=room, membership=membership)


def unfollow_room(room: Room, membership: Membership) -> None:
    RoomFollow.objects.filter(room=room, membership=membership).delete()


def follow_thread(contribution: Contribution, membership: Membership) -> None:
    """Have new replies in the thread of this contribution in the daily digest."""
    ThreadFollow.objects.get_or_create(thread_id=contribution.root_id, membership=membership)


def unfollow_thread(contribution: Contribution, membership: Membership) -> None:
    ThreadFollow.objects.filter(thread=contribution.root_id, membership=membership).delete()


def follows_room(room: Room, membership: Membership | None) -> bool:
    return membership is not None and RoomFollow.objects.filter(room=room, membership=membership).exists()


def follows_thread(contribution: Contribution, membership: Membership | None) -> bool:
    """Whether the member follows the thread that this contribution belongs to."""
    if membership is None:
        return False
    return ThreadFollow.objects.filter(thread=contribution.root_id, membership=membership).exists()
