from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import Membership
from synthesis.models.outline import Report


class Translation(models.Model):
    """One text of the report in another language, as it is typed; `of` names the text (`synthesis.texts`).

    `original` is what stood there when it was translated: the translation is older than its original where
    the two differ.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    of = models.CharField(max_length=60)
    text = models.TextField()
    original = models.TextField()
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "language", "of"], name="translation_is_one_for_each_text"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="translation_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.of} ({self.language})"


class WordTemplate(models.Model):
    """The styles of the Word file, where the team gave its own; the file itself lies on the shelf."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="word_template")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    added_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
