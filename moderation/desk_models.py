"""What the moderators' desk keeps: what waits there, who read what, notes of the team, who is where."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import Consultation, Membership, User
from contributions.models import Contribution, Revision
from rooms.models import Room

ANYTHING = (
    Q(to_read=True)
    | Q(reported=True)
    | Q(held=True)
    | Q(no_reply=True)
    | Q(untagged=True)
    | Q(unknown_mention=True)
)


class Waiting(models.Model):
    """What one contribution waits for at the desk. Triggers of the database keep it with every change.

    - to_read: shown, by a participant, and nobody of the team has read its newest version
    - reported: an open report of a reader
    - held: not shown before a moderator lets it through
    - no_reply: shown, by a participant, begins a thread that nobody has answered
    - untagged: shown, without a theme on the whole or on a passage
    - unknown_mention: its newest version names somebody whom nobody bears
    """

    # Without constraints of the database, whose checks would wait for whoever is posting in the room.
    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    to_read = models.BooleanField(default=False)
    reported = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    no_reply = models.BooleanField(default=False)
    untagged = models.BooleanField(default=False)
    unknown_mention = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "waiting"
        ordering = ["-at", "-contribution"]
        indexes = [
            models.Index(
                fields=["consultation", "-at", "-contribution"],
                condition=Q(**{queue: True}),
                name=f"waiting_{queue}",
            )
            for queue in ("to_read", "reported", "held", "no_reply", "untagged", "unknown_mention")
        ] + [
            models.Index(fields=["consultation", "room"], condition=ANYTHING, name="waiting_anything"),
        ]

    def __str__(self) -> str:
        return f"waiting {self.contribution_id}"


class TeamRead(models.Model):
    """A version of a contribution that somebody of the team has read. An edit makes it unread again."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="team_read")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+", db_index=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["consultation", "-at"], name="team_read_lately")]

    def __str__(self) -> str:
        return f"{self.by_id} read {self.contribution_id}"


class TeamNote(models.Model):
    """A note on a contribution for the team alone: on no public page, in no export."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="team_notes")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField()
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="team_note_has_words", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.contribution_id}"


class Assignment(models.Model):
    """Whose task a contribution is."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="assignment")
    to = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.contribution_id} to {self.to_id}"


class Presence(models.Model):
    """What somebody of the team has open at the desk, and since when they were last seen there."""

    membership = models.OneToOneField(
        Membership, models.CASCADE, primary_key=True, related_name="presence_at_desk"
    )
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.membership_id} at {self.contribution_id}"


class DeskSettings(models.Model):
    """How somebody works at desks: whether keys are shortcuts, and which ones they changed."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="desk_settings")
    has_shortcuts = models.BooleanField(default=False)
    keys = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "desk settings"

    def __str__(self) -> str:
        return f"desk settings of {self.user_id}"
