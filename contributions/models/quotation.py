from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from contributions.models.revision import Revision


class Quotation(models.Model):
    """Words of one revision shown in another. The quoting text holds a place for them, never the words."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="quotations")
    position = models.PositiveSmallIntegerField()
    quoted = models.ForeignKey(Revision, models.PROTECT, related_name="quoted_in")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="quotation_position_is_unique"),
            models.CheckConstraint(name="quotation_is_not_empty", condition=Q(end__gt=F("start"))),
        ]

    def __str__(self) -> str:
        return f"{self.quoted_id}[{self.start}:{self.end}]"
