from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Membership
from rooms.models import GuidingQuestion
from synthesis.models.outline import Report

MOST_WORDS = 2000  # characters of one field
MOST_OWNER = 200
WRITTEN = {**dict.fromkeys(("asked", "said", "did", "reason"), MOST_WORDS), "owner": MOST_OWNER}
"""The fields of a row that hold somebody's words, and how many characters each takes."""


class ResponseQuerySet(models.QuerySet["Response"]):
    def standing(self) -> ResponseQuerySet:
        return self.filter(removed_at=None)

    def public(self) -> ResponseQuerySet:
        """Those that readers of a published report see."""
        return self.standing().filter(published_at__isnull=False)

    def of(self, consultation: Consultation) -> ResponseQuerySet:
        return self.filter(report__consultation=consultation)


class Response(models.Model):
    """What the organiser did about something people said: we asked, you said, we did.

    It goes on living after the report is published and is part of no version. `insight` is the guid of an
    insight, `on` the day on which the status was reached or is planned for. Without `published_at` it is a
    draft for the team; what is removed can be put back.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in-progress", _("In progress")
        DONE = "done", _("Done")
        NOT_TAKEN_UP = "not-taken-up", _("Not taken up")

    report = models.ForeignKey(Report, models.CASCADE, related_name="responses")
    position = models.PositiveSmallIntegerField(default=1)
    question = models.ForeignKey(
        GuidingQuestion, models.SET_NULL, null=True, blank=True, related_name="responses"
    )
    asked = models.TextField(max_length=MOST_WORDS)
    insight = models.UUIDField(null=True, blank=True, db_index=True)
    said = models.TextField(max_length=MOST_WORDS, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    did = models.TextField(max_length=MOST_WORDS, blank=True)
    reason = models.TextField(max_length=MOST_WORDS, blank=True)
    owner = models.CharField(max_length=MOST_OWNER)
    on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="response_status_is_known",
                condition=Q(status__in=["planned", "in-progress", "done", "not-taken-up"]),
            ),
            models.CheckConstraint(
                name="response_says_what_was_asked_and_who_owns_it", condition=~Q(asked="") & ~Q(owner="")
            ),
            models.CheckConstraint(
                name="response_says_what_people_said", condition=Q(insight__isnull=False) | ~Q(said="")
            ),
            models.CheckConstraint(
                name="response_not_taken_up_says_why", condition=~Q(status="not-taken-up") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="response_says_what_was_done", condition=Q(status="not-taken-up") | ~Q(did="")
            ),
        ]

    def __str__(self) -> str:
        return self.asked

    @property
    def words(self) -> dict[str, str]:
        """What editors wrote in it, by field."""
        return {name: getattr(self, name) for name in WRITTEN}

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.removed_at is None

    @property
    def anchor(self) -> str:
        """Where it stands on the report's page and in the list of the team."""
        return f"did-{self.pk}"


class ResponseChange(models.Model):
    """A line in the public history of a response: made public, another status, or other words.

    `before` is empty where it was made public, and equals `after` where only its words changed. `told_at` is
    when people were told; what was told at one time went out as one notice. Without `by` words or a name
    that were taken back left the row.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="changes")
    before = models.CharField(max_length=12, choices=Response.Status, blank=True)
    after = models.CharField(max_length=12, choices=Response.Status)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.before} > {self.after}"

    @property
    def is_of_words(self) -> bool:
        return self.before == self.after
