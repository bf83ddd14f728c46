from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import Consultation, Membership
from contributions.models.revision import Revision

if TYPE_CHECKING:
    from datetime import datetime


class MentionQuerySet(models.QuerySet["Mention"]):
    def waiting(self) -> MentionQuerySet:
        """Typed names that nobody bears yet."""
        return self.filter(membership__isnull=True)

    def of(self, consultation: Consultation) -> MentionQuerySet:
        return self.filter(revision__contribution__room__consultation=consultation)


class Mention(models.Model):
    """A name typed after @ in a revision: bound to a member, or waiting for one who bears it."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="mentions")
    position = models.PositiveSmallIntegerField()
    typed_name = models.CharField(max_length=120)
    folded_name = models.CharField(max_length=120)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="mentions")
    created_at = models.DateTimeField(default=timezone.now)
    bound_at = models.DateTimeField(null=True, blank=True)
    bound_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="mention_position_is_unique"),
        ]
        indexes = [
            models.Index(fields=["folded_name"], condition=Q(membership=None), name="mention_waiting"),
        ]

    def __str__(self) -> str:
        return f"@{self.typed_name}"

    def bind(self, membership: Membership, *, by: Membership | None, at: datetime) -> bool:
        """Give the typed name to a member; false when it is bound already."""
        waiting = type(self).objects.waiting().filter(pk=self.pk)
        return bool(waiting.update(membership=membership, bound_by=by, bound_at=at))
