"""The ledger: what became of every contribution that counts. Nothing is dropped in silence.

A contribution is *used* when an insight rests on it, *considered* when a standing theme gathers it or
somebody settled that it was read, *the same* as another, *out of scope* for a reason, and *open* until then.

What says the same as another shares its fate where that one is used: somebody settled that it does, or the
words are nearly the same (`moderation.similar`). Nobody needs to settle near-duplicates: of those that
nothing uses and nobody tagged or settled, all but the one said first are *the same*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext_lazy

from contributions.models import Contribution
from moderation.models import Tagging
from synthesis.models import Disposition, Evidence, Report
from synthesis.snapshot_types import LedgerData

USED, CONSIDERED, SAME, OUT, OPEN = "used", "considered", "same", "out", "open"
FATES = {
    OPEN: gettext_lazy("Open"),
    USED: gettext_lazy("Used in an insight"),
    CONSIDERED: gettext_lazy("Considered under themes"),
    SAME: gettext_lazy("Says the same as another"),
    OUT: gettext_lazy("Out of scope"),
}
GROUP = "similar__group"


def with_fates(report: Report) -> QuerySet[Any]:
    """The counted contributions of its consultation in reading order, each with `.fate`."""
    evidence = _evidence(report)
    themes = Tagging.objects.standing().filter(contribution=OuterRef("pk"), theme__retired_at=None)
    settled = Disposition.objects.filter(contribution=OuterRef("pk"))
    same = settled.filter(kind=Disposition.Kind.SAME)
    fate = Case(
        When(Exists(evidence.filter(contribution=OuterRef("pk"))), then=Value(USED)),
        When(Exists(same.filter(same_as__in=evidence.values("contribution"))), then=Value(USED)),
        When(Exists(same), then=Value(SAME)),
        When(Exists(settled.filter(kind=Disposition.Kind.OUT)), then=Value(OUT)),
        When(Exists(evidence.filter(**{f"contribution__{GROUP}": OuterRef(GROUP)})), then=Value(USED)),
        When(Q(Exists(themes)) | Q(Exists(settled)), then=Value(CONSIDERED)),
        When(Exists(_said_before()), then=Value(SAME)),
        default=Value(OPEN),
        output_field=CharField(),
    )
    counted = Contribution.objects.counted().of(report.consultation)
    return counted.annotate(fate=fate).order_by("room__position", "room", "number")


def _evidence(report: Report) -> QuerySet[Evidence]:
    """What its insights rest on that may be shown."""
    counted = Contribution.objects.counted()
    return Evidence.objects.filter(insight__section__report=report, contribution__in=counted).order_by()


def _said_before() -> QuerySet[Any]:
    """What was said before a contribution in nearly the same words."""
    earlier = Q(created_at__lt=OuterRef("created_at")) | Q(
        created_at=OuterRef("created_at"), pk__lt=OuterRef("pk")
    )
    return Contribution.objects.counted().filter(earlier, **{GROUP: OuterRef(GROUP)}).order_by()


def equals_of(report: Report, contributions: Sequence[Contribution]) -> dict[int, Contribution]:
    """By pk: the one in nearly the same words that stands for it, used before unused, then the first said.

    A contribution that stands for others is left out. One query.
    """
    used = Exists(_evidence(report).filter(contribution=OuterRef("pk")))
    groups = Contribution.objects.filter(pk__in=[one.pk for one in contributions], similar__isnull=False)
    members = Contribution.objects.counted().filter(similar__group__in=groups.values(GROUP))
    ordered = members.annotate(group=F(GROUP), is_used=used).order_by("-is_used", "created_at", "pk")
    first: dict[int, Contribution] = {}
    found: dict[int, Contribution] = {}
    for one in ordered.select_related("room"):
        standing = first.setdefault(one.group, one)
        if standing is not one:
            found[one.pk] = standing
    return found


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
    """What became of the people's contributions, as an older version keeps it: (in words, how many)."""
    order = (USED, CONSIDERED, SAME, OUT, OPEN)
    return [(str(FATES[fate]), counts[fate]) for fate in order if counts.get(fate)]


def ledger_of(report: Report) -> Ledger:
    """One query."""
    rows = with_fates(report).order_by().values("fate", "as_team").annotate(n=Count("pk"))
    people, team = dict.fromkeys(FATES, 0), dict.fromkeys(FATES, 0)
    for row in rows:
        (team if row["as_team"] else people)[row["fate"]] = row["n"]
    return Ledger(people, team)


def ledger_now(report: Report) -> LedgerData:
    """What became of the people's contributions, for a snapshot."""
    people = ledger_of(report).people
    return {
        "used": people[USED],
        "considered": people[CONSIDERED],
        "same": people[SAME],
        "out": people[OUT],
        "open": people[OPEN],
    }
