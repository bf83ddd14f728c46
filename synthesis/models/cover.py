from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from synthesis.models.outline import Report


class CoverPicture(models.Model):
    """A picture on the cover of the report: a logo of who stands behind it, or the one photograph."""

    class Kind(models.TextChoices):
        LOGO = "logo", _("Logo")
        PHOTO = "photo", _("Photograph on the cover")

    report = models.ForeignKey(Report, models.CASCADE, related_name="cover_pictures")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=5, choices=Kind)
    image = models.CharField(max_length=200)
    media = models.CharField(max_length=40)
    alt = models.CharField(max_length=300)
    caption = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(kind="photo"), name="cover_has_one_photograph"
            ),
            models.CheckConstraint(condition=~Q(alt=""), name="cover_picture_is_described"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
