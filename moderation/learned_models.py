"""What the worker learned from a consultation's texts. All of it can be thrown away and learned again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import Consultation, Membership
from contributions.models import Contribution, Revision


class Learned(models.Model):
    """From what the suggestions of a consultation were learned, and how often they are right.

    `first` and `hit_at_3` are cross-validated shares, over `measured_on` texts; None where too little is
    tagged to measure. `state` is what texts and taggings were like then: where it differs, all is learned
    again.
    """

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="learned")
    learned_at = models.DateTimeField(default=timezone.now)
    taggings = models.PositiveIntegerField()
    is_cold = models.BooleanField()
    measured_on = models.PositiveIntegerField(default=0)
    first = models.FloatField(null=True)
    hit_at_3 = models.FloatField(null=True)
    state = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="learned_shares_are_shares",
                condition=Q(hit_at_3__isnull=True, first__isnull=True)
                | Q(hit_at_3__gte=0, hit_at_3__lte=1, first__gte=0, first__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.taggings}"


class Proposed(models.Model):
    """The likeliest themes of one contribution's newest version, each with its score and telling words.

    `themes` is a list of {"theme": pk, "score": 0 to 1, "words": [...]}, the likeliest first. `gap` is how
    far the first is ahead of the second: where it is small, a person's answer teaches most.
    """

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="proposed"
    )
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    themes = models.JSONField()
    gap = models.FloatField(db_index=True)

    def __str__(self) -> str:
        return f"{self.contribution_id}: {len(self.themes)}"


class Refusal(models.Model):
    """A person said that a suggested theme does not fit a contribution: it is not suggested there again."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="refused_suggestions")
    theme = models.ForeignKey("moderation.Theme", models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "theme"], name="suggestion_is_refused_once"),
        ]

    def __str__(self) -> str:
        return f"not {self.theme_id} on {self.contribution_id}"


class SimilarGroup(models.Model):
    """Contributions that say the same in nearly the same words: copies, and letters of one campaign."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="similar_groups")
    first = models.OneToOneField(Contribution, models.CASCADE, related_name="+")
    found_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"like {self.first_id}"


class Similar(models.Model):
    """One contribution of a group; `likeness` to the first of it, 1 for the same words."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="similar"
    )
    group = models.ForeignKey(SimilarGroup, models.CASCADE, related_name="members")
    likeness = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="likeness_is_a_share", condition=Q(likeness__gte=0, likeness__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} in {self.group_id}"
