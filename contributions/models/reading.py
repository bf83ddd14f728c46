from __future__ import annotations

from django.db import models
from django.utils import timezone

from consultation.models import Membership, User
from contributions.models.contribution import Contribution
from rooms.models import Room


class ReadMark(models.Model):
    """How far a person has read in a room.

    `seen` grows while they visit; `baseline` is where the last visit ended.
    Contributions with a number above `baseline` are new for them. Numbers are those of the room.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="read_marks")
    room = models.ForeignKey(Room, models.CASCADE, related_name="read_marks")
    baseline = models.PositiveIntegerField(default=0)
    baseline_at = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "room"], name="read_mark_is_one_per_person_and_room"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}: {self.baseline}"


class ThreadFollow(models.Model):
    """A member who wants to hear of new replies in one thread."""

    thread = models.ForeignKey(Contribution, models.CASCADE, related_name="follows")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="thread_follows")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "membership"], name="thread_is_followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} follows thread {self.thread_id}"
