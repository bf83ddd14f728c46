"""The ledger: what became of every contribution that counts. Nothing is dropped in silence.

A contribution is *used* when an insight rests on it, *considered* when a standing theme gathers it or
somebody settled that it was read, *the same* as another, *out of scope* for a reason, and *open* until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from contributions.models import Contribution
from moderation.models import Tagging
from synthesis.models import Disposition, Evidence, Report

USED, CONSIDERED, SAME, OUT, OPEN = "used", "considered", "same", "out", "open"
FATES = {
    OPEN: gettext_lazy("Open"),
    USED: gettext_lazy("Used in an insight"),
    CONSIDERED: gettext_lazy("Considered under themes"),
    SAME: gettext_lazy("Says the same as another"),
    OUT: gettext_lazy("Out of scope"),
}


def with_fates(report: Report) -> QuerySet[Any]:
    """The counted contributions of its consultation in reading order, each with `.fate`."""
    evidence = Evidence.objects.filter(contribution=OuterRef("pk"), insight__section__report=report)
    themes = Tagging.objects.standing().filter(contribution=OuterRef("pk"), theme__retired_at=None)
    settled = Disposition.objects.filter(contribution=OuterRef("pk"))
    fate = Case(
        When(Exists(evidence), then=Value(USED)),
        When(Exists(settled.filter(kind=Disposition.Kind.SAME)), then=Value(SAME)),
        When(Exists(settled.filter(kind=Disposition.Kind.OUT)), then=Value(OUT)),
        When(Q(Exists(themes)) | Q(Exists(settled)), then=Value(CONSIDERED)),
        default=Value(OPEN),
        output_field=CharField(),
    )
    counted = Contribution.objects.counted().of(report.consultation)
    return counted.annotate(fate=fate).order_by("room__position", "room", "number")


@dataclass(frozen=True)
class Ledger:
    """How many contributions met each fate; the team's apart."""

    people: dict[str, int]
    team: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.people.values())

    @property
    def settled(self) -> int:
        """Those that are not open."""
        return self.total - self.people[OPEN]

    @property
    def share(self) -> int:
        """Of the people's contributions, the whole percents that are settled: 100 only when all are."""
        return 100 * self.settled // self.total if self.total else 100


def told(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What became of the people's contributions, as a version keeps it: (in words, how many) of each fate."""
    order = (USED, CONSIDERED, SAME, OUT, OPEN)
    return [(str(FATES[fate]), counts[fate]) for fate in order if counts.get(fate)]


def ledger_of(report: Report) -> Ledger:
    """One query."""
    rows = with_fates(report).order_by().values("fate", "as_team").annotate(n=Count("pk"))
    people, team = dict.fromkeys(FATES, 0), dict.fromkeys(FATES, 0)
    for row in rows:
        (team if row["as_team"] else people)[row["fate"]] = row["n"]
    return Ledger(people, team)
