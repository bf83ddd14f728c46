from __future__ import annotations

from django.db import models

from consultation.models import Consultation, Membership
from rooms.models import GuidingQuestion, Room


class RoomTally(models.Model):
    """How many visible contributions, and words, one author wrote in a room in one language.

    Kept by triggers of the database with every change, so that figures cost the same at any size;
    `manage.py recount` proves them equal to the contributions themselves. Writers that meet leave several
    rows of one kind behind, even below zero: only their sum counts, which is what Voice says.
    """

    # Without constraints of the database, whose checks would wait for whoever is posting in the room.
    room = models.ForeignKey(Room, models.CASCADE, related_name="tallies", db_constraint=False)
    author = models.ForeignKey(Membership, models.CASCADE, related_name="+", db_constraint=False)
    as_team = models.BooleanField()
    language = models.CharField(max_length=10)
    contributions = models.IntegerField(default=0)
    words = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "room tallies"
        indexes = [
            models.Index(fields=["room", "author", "as_team", "language"], name="room_tally_of_a_voice"),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} in {self.room_id}: {self.contributions}"


class Voice(models.Model):
    """The tallies of one author in a room in one language, added up; none that is all out of sight.

    A view of the database, to read from only.
    """

    room = models.ForeignKey(Room, models.DO_NOTHING, related_name="+")
    consultation = models.ForeignKey(Consultation, models.DO_NOTHING, related_name="+")
    counts_in_report = models.BooleanField()
    author = models.ForeignKey(Membership, models.DO_NOTHING, related_name="+")
    as_team = models.BooleanField()
    language = models.CharField(max_length=10)
    contributions = models.BigIntegerField()
    words = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "contributions_voice"

    def __str__(self) -> str:
        return f"{self.author_id} in {self.room_id}: {self.contributions}"


class QuestionTally(models.Model):
    """How many visible contributions answer a guiding question. Kept by triggers; only the sum counts."""

    question = models.ForeignKey(GuidingQuestion, models.CASCADE, related_name="tallies", db_constraint=False)
    contributions = models.IntegerField(default=0)

    class Meta:
        verbose_name_plural = "question tallies"

    def __str__(self) -> str:
        return f"question {self.question_id}: {self.contributions}"
