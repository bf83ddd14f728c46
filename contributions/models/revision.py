from __future__ import annotations

from django.db import models
from django.utils import timezone

from consultation.models import LoadedAtOnce
from contributions.models.contribution import Contribution


class Revision(LoadedAtOnce):
    """One version of a contribution's words. The database refuses any change to them but sealing."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(default=1)
    source = models.TextField()
    is_rich = models.BooleanField(default=False)
    html = models.TextField()
    plain = models.TextField()
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en")
    renderer = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    file_changes = models.JSONField(default=list, blank=True, help_text="What this edit did to which files.")
    sealed_at = models.DateTimeField(null=True, blank=True)
    seal_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="revision_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}.{self.number}"
