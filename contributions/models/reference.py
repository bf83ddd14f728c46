from __future__ import annotations

from django.db import models

from contributions.models.contribution import Contribution
from contributions.models.revision import Revision


class Reference(models.Model):
    """A revision gives the address of a contribution of the same consultation."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="references")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="referred_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "contribution"], name="reference_is_made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} > {self.contribution_id}"
