from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consultation.models import Membership
from synthesis.models.outline import Insight


class InsightWordingQuerySet(models.QuerySet["InsightWording"]):
    def standing(self) -> Self:
        """Those that stood in the report, without what was kept aside."""
        return self.filter(is_aside=False)


class InsightWording(models.Model):
    """The words of an insight as somebody saved them, in the signs that editors type.

    What one open page saves by itself is one wording until it has been at it for a while: `sitting` is that
    page's own key, `begun_at` its first save and `saved_at` its last. `restored` is the number of the earlier
    wording that this one brought back. Without `by` it stood there before wordings were kept, or came with an
    import. `paragraph_ids` are those of its paragraphs in order, so that evidence finds them again.
    `is_aside` marks what somebody typed while the place was another's: it never stood in the report.
    One that quoted what nobody should read any more can be emptied: `removed_at` says when.
    """

    insight = models.ForeignKey(Insight, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    lead_in = models.TextField(blank=True)
    text = models.TextField(blank=True)
    paragraph_ids = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    sitting = models.UUIDField(null=True, blank=True)
    restored = models.PositiveIntegerField(null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    is_aside = models.BooleanField(default=False)

    objects = InsightWordingQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["insight", "number"], name="wording_has_its_own_number"),
            models.CheckConstraint(
                condition=Q(saved_at__gte=F("begun_at")), name="wording_is_saved_after_it_is_begun"
            ),
            models.CheckConstraint(
                condition=Q(restored__isnull=True) | Q(restored__lt=F("number")),
                name="wording_brings_back_an_earlier_one",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(lead_in="", text=""),
                name="wording_that_is_removed_holds_no_words",
            ),
            models.CheckConstraint(
                condition=Q(is_aside=False) | Q(by__isnull=False), name="wording_kept_aside_is_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"Wording {self.number} of insight {self.insight_id}"


class WriterPresence(models.Model):
    """Which insight somebody writes in, since when, and when they last did something there.

    With it they have the place at its heading. `asked_by` asked for that place at `asked_at`; answered with
    "not yet", `asked_at` is empty again and `kept_at` says when that was.
    """

    membership = models.OneToOneField(
        Membership, models.CASCADE, primary_key=True, related_name="presence_in_studio"
    )
    insight = models.ForeignKey(Insight, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True) | Q(asked_by__isnull=False),
                name="place_is_asked_for_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} at insight {self.insight_id}"
