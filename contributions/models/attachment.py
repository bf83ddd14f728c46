from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import User
from contributions.models.contribution import Contribution


class Attachment(models.Model):
    """A file sent with a contribution. Until that is posted it belongs to the form it was sent with."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    form_key = models.UUIDField(null=True, blank=True)
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    file = models.FileField(upload_to="attachments/%Y/%m/")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.CharField(max_length=500, blank=True)
    is_decoration = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_belongs_to_a_form_or_a_contribution",
                condition=Q(contribution__isnull=False) | Q(form_key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["form_key"], condition=Q(contribution=None), name="attachment_not_posted_yet"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """ "PDF": its ending, for people."""
        return self.name.rpartition(".")[2].upper()

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
