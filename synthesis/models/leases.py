from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consultation.models import Membership


class LeasedRunQuerySet[Run: "LeasedRun"](models.QuerySet[Run]):
    def unfinished(self) -> Self:
        return self.filter(finished_at__isnull=True)

    def claim(self, pk: int, now: datetime) -> Run | None:
        """Take a run for this worker; None if another has it, or it is over."""
        free = self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=pk)
        if not free.update(lease_until=now + settings.JOB_LEASE, attempts=F("attempts") + 1):
            return None
        return self.select_related("report__consultation", "requested_by").get(pk=pk)


def one_at_a_time(name: str) -> models.UniqueConstraint:
    """At most one unfinished run of each report; `name` is that of the constraint in the database."""
    return models.UniqueConstraint(fields=["report"], condition=Q(finished_at__isnull=True), name=name)


class LeasedRun(models.Model):
    """A run that one worker at a time holds, as long as it gives signs of life; `done` counts its steps.

    A model that is one has a `report`, and `one_at_a_time` among its constraints. `attempts` counts the
    workers that took it, and tells them apart.
    """

    done = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    requested_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = LeasedRunQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def mine(self) -> LeasedRunQuerySet[Any]:
        """This run, as long as it is not over and the worker that claimed it holds it."""
        held: LeasedRunQuerySet[Any] = (
            type(self).objects.unfinished().filter(pk=self.pk, attempts=self.attempts)
        )
        return held

    def extend_lease(self, now: datetime, **progress: Any) -> bool:
        """Say that the worker lives, and how far it is; false when the run is over or another's."""
        return bool(self.mine().update(lease_until=now + settings.JOB_LEASE, **progress))

    def finish(self, *, error: str = "", **found: Any) -> bool:
        """End it; false when it is over already or another's."""
        ended = {"error": error[:200], "finished_at": timezone.now(), "lease_until": None}
        return bool(self.mine().update(**ended, **found))
