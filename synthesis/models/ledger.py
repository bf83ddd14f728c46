from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from contributions.models import Contribution


class Disposition(models.Model):
    """What became of a contribution that no insight uses and no theme gathers, as somebody settled it."""

    class Kind(models.TextChoices):
        CONSIDERED = "considered", _("Considered")
        SAME = "same", _("Says the same as another")
        OUT = "out", _("Out of scope")

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="disposition")
    kind = models.CharField(max_length=10, choices=Kind)
    same_as = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="said_the_same"
    )
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["contribution"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="same", same_as__isnull=False) | (~Q(kind="same") & Q(same_as__isnull=True)),
                name="disposition_names_another_exactly_when_the_same",
            ),
            models.CheckConstraint(
                condition=~Q(kind="out") | ~Q(reason=""), name="disposition_out_of_scope_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) | ~Q(same_as=F("contribution")),
                name="disposition_is_not_the_same_as_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.kind}"
