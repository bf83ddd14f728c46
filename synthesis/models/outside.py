from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from synthesis.models.outline import Insight


class OutsideNote(models.Model):
    """What an insight rests on that nobody posted here: a live webinar, a letter. It never counts as a voice.

    `source` says what it is and `on` of which day; `words` are a short quotation from it or a summary.
    """

    class Kind(models.TextChoices):
        WEBINAR = "webinar", _("Live webinar")
        LETTER = "letter", _("Letter")
        INTERVIEW = "interview", _("Interview")
        DOCUMENT = "document", _("Document")
        OTHER = "other", _("Other")

    insight = models.ForeignKey(Insight, models.CASCADE, related_name="outside")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    source = models.CharField(max_length=300)
    on = models.DateField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    words = models.CharField(max_length=600, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    added_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="outside_note_names_its_source"),
            models.CheckConstraint(
                condition=Q(kind__in=["webinar", "letter", "interview", "document", "other"]),
                name="outside_note_is_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.source
