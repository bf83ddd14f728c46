from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import moderation.desk_models
import moderation.learned_models  # noqa: F401  what the worker learned
from consultation.models import Consultation, LoadedAtOnce, Membership, User
from contributions.models import Contribution, Revision, counted
from rooms.models import Room

HUES = "abcdefgh"


class Theme(LoadedAtOnce):
    """A node of the codebook. Its code (3.5) follows from its place; its identity is the guid."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="codebook")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=1)
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    use_when = models.TextField(blank=True)
    use_not = models.TextField(blank=True)
    hue = models.CharField(max_length=1, blank=True)
    memo = models.TextField(blank=True)
    examples = models.JSONField(
        default=list, blank=True, help_text="Those from elsewhere, each as `examples.Kept` has it."
    )
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("consultation"),
                F("parent"),
                models.functions.Lower("name"),
                condition=Q(retired_at__isnull=True),
                nulls_distinct=False,
                name="theme_name_is_unique_among_its_siblings",
            ),
            models.CheckConstraint(
                name="theme_is_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PassageQuerySet(models.QuerySet["Passage"]):
    def standing(self) -> PassageQuerySet:
        """Passages nobody took back."""
        return self.filter(removed_at__isnull=True)


class Passage(LoadedAtOnce):
    """A highlighted span of one revision, half-open, in Unicode code points of its plain text.

    The database checks that the quote is that slice and refuses any later change to it.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="anchored_again")
    useful_as_quote = models.BooleanField(default=False)
    memo = models.TextField(blank=True)
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "start", "pk"]
        constraints = [
            models.CheckConstraint(name="passage_is_not_empty", condition=Q(end__gt=F("start"))),
            models.UniqueConstraint(
                fields=["revision", "start", "end"],
                condition=Q(removed_at__isnull=True),
                name="passage_span_is_unique_in_its_revision",
            ),
        ]
        indexes = [GinIndex(OpClass(Upper("quote"), "gin_trgm_ops"), name="passage_by_pieces_of_words")]

    def __str__(self) -> str:
        return f"[{self.start}:{self.end}] {self.quote[:40]}"


class TaggingQuerySet(models.QuerySet["Tagging"]):
    def standing(self) -> TaggingQuerySet:
        """Those nobody took back, on a whole contribution or on a passage that nobody took back."""
        return self.filter(removed_at__isnull=True, passage__removed_at__isnull=True)

    def counted_in(self, consultation: Consultation) -> TaggingQuerySet:
        """Those that count in its figures and its report; of a passage carried over, only the newest."""
        newer = Passage.objects.standing().filter(origin=OuterRef("passage"))
        here = Q(contribution__room__consultation=consultation)
        return self.standing().filter(~Exists(newer), here, counted(through="contribution"))


class Tagging(LoadedAtOnce):
    """A theme put on a whole contribution, or on one passage of it, by whom, when and from where."""

    class Source(models.TextChoices):
        HAND = "hand", _("By hand")
        SUGGESTION = "suggestion", _("Suggestion accepted")
        IMPORT = "import", _("Imported")

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="taggings")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="taggings")
    passage = models.ForeignKey(Passage, models.PROTECT, null=True, blank=True, related_name="taggings")
    source = models.CharField(max_length=10, choices=Source, default=Source.HAND)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    is_example = models.BooleanField(default=False, help_text="It shows how the theme is meant to be used.")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TaggingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "contribution", "passage"],
                condition=Q(removed_at__isnull=True),
                nulls_distinct=False,
                name="tagging_stands_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["theme", "contribution"],
                condition=Q(removed_at__isnull=True),
                name="tagging_of_a_theme",
            ),
            models.Index(fields=["theme"], condition=Q(is_example=True), name="tagging_as_example"),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} on {self.contribution_id}"


class CodebookTally(models.Model):
    """What the pages of a codebook count, kept so that they cost the same at any size: see `tallies`."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="+")
    figures = models.JSONField(default=dict)
    groups = models.JSONField(default=dict, help_text="For each theme: how its passages fall into groups.")

    def __str__(self) -> str:
        return f"Tally of {self.consultation_id}"


class CodebookChange(models.Model):
    """Something that a tally counts changed after it was made. Triggers write it; counting anew clears it.

    `theme` is the pk of the one whose own taggings it concerns, 0 for none, nothing where it may be all.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    theme = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Change in {self.consultation_id}"


class ThemeVoice(models.Model):
    """What one author said in a room in one language about a theme and all below it; a view, to read from."""

    consultation = models.ForeignKey(Consultation, models.DO_NOTHING, related_name="+")
    theme = models.ForeignKey(Theme, models.DO_NOTHING, related_name="+")
    room = models.ForeignKey(Room, models.DO_NOTHING, related_name="+")
    author = models.ForeignKey(Membership, models.DO_NOTHING, related_name="+")
    as_team = models.BooleanField()
    language = models.CharField(max_length=10)
    contributions = models.BigIntegerField()
    words = models.BigIntegerField()
    passages = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "moderation_themevoice"

    def __str__(self) -> str:
        return f"{self.author_id} on {self.theme_id}"


class Decision(models.Model):
    """A moderator's reasoned act. It stays on record; the column it moved lives on the contribution."""

    class Kind(models.TextChoices):
        HIDE = "hide", _("Hidden")
        RESTORE = "restore", _("Restored")
        RELEASE = "release", _("Let through")

    class Reason(models.TextChoices):
        PERSONAL_DATA = "personal-data", _("Personal data")
        ABUSE = "abuse", _("Abuse or threat")
        OFF_TOPIC = "off-topic", _("Off topic")
        SPAM = "spam", _("Spam")
        DUPLICATE = "duplicate", _("Duplicate")
        AUTHOR = "author", _("At the author's request")
        SAFETY = "safety", _("Safety of the author or others")

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    to_author = models.TextField(blank=True)
    to_team = models.TextField(blank=True)
    actor = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_to_hide_has_a_reason", condition=~Q(kind="hide") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.contribution_id}"


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> FlagQuerySet:
        """Reports that no moderator has answered."""
        return self.filter(resolved_at__isnull=True)


class Flag(models.Model):
    """A reader's report of a contribution to the moderators. One open report per reader and contribution.

    With the reason REVIEW it is its author who asks another moderator to look at the decision to hide it.
    """

    class Reason(models.TextChoices):
        ABUSE = "abuse", _("Abuse")
        PERSONAL_DATA = "personal-data", _("Personal data")
        SPAM = "spam", _("Spam")
        OFF_TOPIC = "off-topic", _("Off topic")
        OTHER = "other", _("Something else")
        REVIEW = "review", _("Its author asks for a review")

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="flags")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="flags")
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "by"],
                condition=Q(resolved_at__isnull=True),
                name="flag_is_open_once_per_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.contribution_id}"


SECRET_REASONS = frozenset({Decision.Reason.PERSONAL_DATA, Decision.Reason.SAFETY})
