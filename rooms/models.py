from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consultation.models import Consultation, Membership


class RoomQuerySet(models.QuerySet["Room"]):
    def counted(self) -> RoomQuerySet:
        """Rooms whose contributions count in the consultation's figures and its report."""
        return self.filter(counts_in_report=True)


class Room(models.Model):
    """A discussion space on one topic of a consultation."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="rooms")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=1)
    welcome = models.TextField(blank=True)
    moderators = models.ManyToManyField(Membership, related_name="moderated_rooms", blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    counts_in_report = models.BooleanField(default=True)
    premoderated = models.BooleanField(default=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    import_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "slug"], name="room_slug_is_unique"),
            models.CheckConstraint(
                name="room_closes_after_opening",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def accepts_contributions_at(self, now: datetime) -> bool:
        """Whether writing is possible at that instant: within the consultation's dates and the room's own."""
        if self.consultation.state_at(now) != "open":
            return False
        if self.opens_at is not None and now < self.opens_at:
            return False
        return self.closes_at is None or now < self.closes_at

    @property
    def accepts_contributions(self) -> bool:
        return self.accepts_contributions_at(timezone.now())

    @property
    def closing_at(self) -> datetime | None:
        """When writing ends here: the earlier of the room's own and the consultation's closing."""
        dates = [date for date in (self.closes_at, self.consultation.closes_at) if date]
        return min(dates) if dates else None

    def take_number(self) -> int:
        """The next contribution number of this room. Locks the room's row until the transaction ends."""
        numbers = type(self).objects.select_for_update(no_key=True).values_list("last_number", flat=True)
        self.last_number = numbers.get(pk=self.pk) + 1
        self.save(update_fields=["last_number"])
        return self.last_number


class GuidingQuestion(models.Model):
    """A numbered prompt of a room that contributions may answer."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    sub_questions = ArrayField(models.TextField(), default=list, blank=True)
    group_heading = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="question_number_is_unique_in_its_room"),
            models.CheckConstraint(name="question_number_starts_at_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label or self.text}"


class RoomFollow(models.Model):
    """A member who wants to hear of new contributions in a room."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="follows")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="room_follows")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "membership"], name="room_is_followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} follows {self.room_id}"
