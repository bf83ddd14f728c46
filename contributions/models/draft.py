from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import User
from contributions.models.contribution import Contribution, Naming
from rooms.models import Room


class Draft(models.Model):
    """What a person is writing: one per person, room and contribution answered (or edited).

    `sequence` grows with every save; a save that names an older one is another copy of the same draft.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    room = models.ForeignKey(Room, models.CASCADE, related_name="drafts")
    parent = models.ForeignKey(Contribution, models.CASCADE, null=True, blank=True, related_name="+")
    edits = models.ForeignKey(Contribution, models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    is_rich = models.BooleanField(default=False)
    questions = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=10, blank=True)
    naming = models.CharField(max_length=12, choices=Naming, default=Naming.NAMED)
    quotable_by_name = models.BooleanField(default=False)
    form_key = models.UUIDField(null=True)
    sequence = models.PositiveIntegerField(default=1)
    device = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "room", "parent", "edits"],
                nulls_distinct=False,
                name="draft_is_one_per_person_and_place",
            ),
            models.CheckConstraint(
                name="draft_answers_or_edits", condition=Q(parent__isnull=True) | Q(edits__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk} of {self.user_id}"

    @staticmethod
    def hold(user_pk: int) -> None:
        """Make whoever else saves or settles drafts of this person wait until this transaction has ended."""
        User.objects.select_for_update(of=["self"], no_key=True).only("pk").get(pk=user_pk)
