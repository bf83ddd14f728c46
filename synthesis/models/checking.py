from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultation.models import Membership
from synthesis.models.leases import LeasedRun, one_at_a_time
from synthesis.models.outline import Report


class SetAside(models.Model):
    """A thing to look at that somebody looked at and leaves as it is, and why.

    `state` is that of the finding: when it changes, the finding is shown again.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="set_aside")
    code = models.CharField(max_length=40)
    thing = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=32)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "state"], name="set_aside_is_once_per_state"),
            models.CheckConstraint(condition=~Q(reason=""), name="set_aside_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.thing}"


class CheckRun(LeasedRun):
    """One run of the worker over a draft that is too long to be checked while a page waits.

    `findings` are the code, thing, facts and state of each.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="check_runs")
    findings = models.JSONField(default=list)
    as_of = models.DateTimeField(null=True, blank=True)

    class Meta(LeasedRun.Meta):
        constraints = [one_at_a_time("check_runs_one_at_a_time")]

    def __str__(self) -> str:
        return f"Check {self.pk}"
