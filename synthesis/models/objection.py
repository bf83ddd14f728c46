from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import Membership
from contributions.models import Contribution
from synthesis.models.version import Version


class Objection(models.Model):
    """A contributor says that an insight does not say what they meant. An editor answers.

    `insight` is the guid of an insight in the version that was read.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="objections")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="objections")
    insight = models.UUIDField()
    words = models.TextField(max_length=2000)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "insight"],
                condition=Q(answered_at__isnull=True),
                name="objection_is_open_once_per_insight",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="objection_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} > {self.insight}"
