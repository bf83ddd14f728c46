from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Membership
from contributions.models import Contribution, Revision
from moderation.models import Passage, Theme


class Report(models.Model):
    """The summary of one consultation: an outline people write, frozen into versions when built.

    `objective` says why people were asked, in paragraphs as an insight has them; while it is empty, the
    consultation's own words are printed. Files made `with_annex` end with the passages behind every insight;
    without it the number of an insight leads to them on the web page.
    `contact` is where questions about it go.
    `sitting` is the key of the open page that wrote the objective last.
    """

    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="report")
    kind = models.CharField(max_length=80, blank=True)
    objective = models.JSONField(default=list, blank=True)
    sitting = models.UUIDField(null=True, blank=True, editable=False)
    with_annex = models.BooleanField(default=True)
    contact = models.EmailField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    draft_number = models.PositiveIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return f"Report of {self.consultation_id}"

    def take_draft_number(self) -> int:
        """The next draft's number. Locks the report's row until the transaction ends."""
        locked = type(self).objects.select_for_update().values_list("draft_number", flat=True)
        self.draft_number = locked.get(pk=self.pk) + 1
        self.save(update_fields=["draft_number"])
        return self.draft_number


class Section(models.Model):
    """A part of the report, or a heading in it that draws on themes of the codebook.

    `sitting` is the key of the open page that wrote it last.
    """

    class Kind(models.TextChoices):
        PART = "part", _("Part")
        HEADING = "heading", _("Heading")

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    lead = models.TextField(blank=True)
    themes = models.ManyToManyField(Theme, related_name="sections", blank=True)
    sitting = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Insight(models.Model):
    """One point of the report: a lead-in and paragraphs, each with an id of its own that stays.

    `lead_in` and each paragraph's `content` are trees of inline nodes as in `synthesis.document`;
    `paragraphs` is a list of {"id": uuid, "content": [node, ...]}.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="insights")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(default=1)
    lead_in = models.JSONField(default=list, blank=True)
    paragraphs = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"Insight {self.pk}"


class Evidence(models.Model):
    """What an insight rests on: a passage, or a whole contribution as it stood in one revision."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("Supports")
        DIFFERS = "differs", _("Differs")
        CONTEXT = "context", _("Context")

    insight = models.ForeignKey(Insight, models.CASCADE, related_name="evidence")
    paragraph = models.UUIDField(null=True, blank=True)
    passage = models.ForeignKey(Passage, models.PROTECT, null=True, blank=True, related_name="evidence")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="evidence")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=8, choices=Stance, default=Stance.SUPPORTS)
    position = models.PositiveSmallIntegerField(default=1)
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["insight", "passage"],
                condition=Q(passage__isnull=False),
                name="evidence_names_a_passage_once",
            ),
            models.UniqueConstraint(
                fields=["insight", "contribution"],
                condition=Q(passage__isnull=True),
                name="evidence_names_a_whole_contribution_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insight_id} < {self.contribution_id}"


class Footnote(models.Model):
    """A note of the report. Marks in the text name it by its guid; numbers follow from the order of marks."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="footnotes")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Footnote {self.pk}"


class Figure(models.Model):
    """A picture of the report with what people must be told of it. It stands after an insight or section.

    `sitting` is the key of the open page that wrote its words last.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="figures")
    insight = models.ForeignKey(Insight, models.PROTECT, null=True, blank=True, related_name="figures")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(default=1)
    image = models.CharField(max_length=200, blank=True)
    media = models.CharField(max_length=40, blank=True)
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=300, blank=True)
    alt = models.TextField(blank=True)
    people_agreed = models.BooleanField(default=False)
    sitting = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"Figure {self.pk}"
