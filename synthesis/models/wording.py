from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consultation.models import Membership
from synthesis.models.outline import Insight


class InsightWording(models.Model):
    """The words of an insight as somebody saved them, in the signs that editors type.

    What one open page saves by itself is one wording until it has been at it for a while: `sitting` is that
    page's own key, `begun_at` its first save and `saved_at` its last. `restored` is the number of the earlier
    wording that this one brought back. Without `by` it stood there before wordings were kept, or came with an
    import. `paragraph_ids` are those of its paragraphs in order, so that evidence finds them again.
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
        ]

    def __str__(self) -> str:
        return f"Wording {self.number} of insight {self.insight_id}"


class WriterPresence(models.Model):
    """Which insight somebody has open to write in it, since when, and when they were last seen there."""

    membership = models.OneToOneField(
        Membership, models.CASCADE, primary_key=True, related_name="presence_in_studio"
    )
    insight = models.ForeignKey(Insight, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.membership_id} at insight {self.insight_id}"
