"""What the worker proposes for the report, and what editors answered. No passage's words are kept here."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from contributions.models import Contribution, Revision
from moderation.models import Passage
from synthesis.models.leases import LeasedRun, one_at_a_time
from synthesis.models.outline import Evidence, Insight, Report, Section


class DraftRun(LeasedRun):
    """One run of the worker over the headings of a report, or over one of them.

    `done` of `total` headings are drafted; `reached` is the pk of the last, where another worker goes on.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="draft_runs")
    section = models.ForeignKey(Section, models.CASCADE, null=True, blank=True, related_name="+")
    total = models.PositiveSmallIntegerField(default=0)
    reached = models.BigIntegerField(default=0)

    class Meta(LeasedRun.Meta):
        constraints = [one_at_a_time("draft_runs_one_at_a_time")]

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class Proposal(models.Model):
    """Something that an editor may take into the report, with what it rests on.

    - sentence: what stands under the heading, in `words`
    - insight: a group of similar passages that could carry a new insight
    - evidence: passages that say what `insight` rests on already
    - quote: one passage that speaks for the whole heading

    `state` tells it from others of its kind; while it is the same, the proposal stays the same row. `insight`
    is also what was made of an accepted one.
    """

    class Kind(models.TextChoices):
        SENTENCE = "sentence", _("Overview sentence")
        INSIGHT = "insight", _("Similar passages")
        EVIDENCE = "evidence", _("New passages for an insight")
        QUOTE = "quote", _("Representative quote")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not this")

    section = models.ForeignKey(Section, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    state = models.CharField(max_length=32)
    words = models.TextField(blank=True)
    terms = models.JSONField(default=list)
    insight = models.ForeignKey(Insight, models.SET_NULL, null=True, blank=True, related_name="proposals")
    position = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "kind", "state"], name="proposal_is_made_once"),
            models.CheckConstraint(
                name="proposal_is_open_until_answered",
                condition=Q(status="open", answered_at__isnull=True)
                | (~Q(status="open") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.section_id}"


class ProposedPassageQuerySet(models.QuerySet["ProposedPassage"]):
    def standing(self) -> ProposedPassageQuerySet:
        """Those whose words are still said: shown, not taken back, of the revision that they stand in."""
        newer = Passage.objects.standing().filter(origin=OuterRef("passage"))
        marked = Q(passage__isnull=False, passage__removed_at__isnull=True) & ~Exists(newer)
        unmarked = Q(passage__isnull=True, revision=F("contribution__revision"))
        return self.filter(marked | unmarked, contribution__in=Contribution.objects.counted())


class ProposedPassage(models.Model):
    """A passage behind a proposal: one that stands, or a sentence of a contribution tagged as a whole.

    Its words are `revision.plain[start:end]`. `key` is the same for a passage that was carried to a newer
    revision. `cue` holds the words for which it may differ; `is_left_out`, that an editor unticked it.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="passages")
    key = models.CharField(max_length=60)
    passage = models.ForeignKey(Passage, models.CASCADE, null=True, blank=True, related_name="+")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="proposed_passages")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    stance = models.CharField(max_length=8, choices=Evidence.Stance, default=Evidence.Stance.SUPPORTS)
    cue = models.CharField(max_length=80, blank=True)
    is_quote = models.BooleanField(default=False)
    is_left_out = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=1)

    objects = ProposedPassageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "key"], name="proposed_passage_stands_once"),
            models.CheckConstraint(name="proposed_passage_is_not_empty", condition=Q(end__gt=F("start"))),
        ]

    def __str__(self) -> str:
        return f"{self.key} for {self.proposal_id}"

    @property
    def text(self) -> str:
        """Its words, as they stand in the revision."""
        return self.revision.plain[self.start : self.end]
