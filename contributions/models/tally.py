from __future__ import annotations

from django.db import models

from consultation.models import Membership
from rooms.models import GuidingQuestion, Room


class RoomTally(models.Model):
    """How many visible contributions, and words, one author wrote in a room in one language.

    Kept by triggers of the database with every change, so that figures cost the same at any size;
    `manage.py recount` proves them equal to the contributions themselves.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="tallies")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    as_team = models.BooleanField()
    language = models.CharField(max_length=10)
    contributions = models.IntegerField(default=0)
    words = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "room tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["room", "author", "as_team", "language"], name="room_tally_is_one_per_voice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} in {self.room_id}: {self.contributions}"


class QuestionTally(models.Model):
    """How many visible contributions answer a guiding question. Kept by triggers of the database."""

    question = models.OneToOneField(GuidingQuestion, models.CASCADE, related_name="tally", primary_key=True)
    contributions = models.IntegerField(default=0)

    class Meta:
        verbose_name_plural = "question tallies"

    def __str__(self) -> str:
        return f"question {self.question_id}: {self.contributions}"
