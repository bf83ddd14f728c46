"""Who has which insight open to write in it: one light row for each person, gone soon after they left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from consultation.models import Membership
from synthesis.headings import name_of
from synthesis.models import Insight, Report, WriterPresence

PRESENT_FOR = timedelta(minutes=2)


def come_to(insight: Insight, by: Membership) -> None:
    """Note that somebody has this insight open. Whoever stays is there since they came."""
    now = timezone.now()
    here = WriterPresence.objects.filter(membership=by, insight=insight, seen_at__gt=now - PRESENT_FOR)
    if here.update(seen_at=now):
        return
    WriterPresence.objects.bulk_create(
        [WriterPresence(membership=by, insight=insight, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["membership"],
        update_fields=["insight", "since", "seen_at"],
    )


@dataclass(frozen=True)
class Writer:
    """Somebody at an insight since when; `called` is what the outline calls it."""

    name: str
    since: datetime
    called: str


def writers_of(report: Report, viewer: Membership | None) -> dict[int, list[Writer]]:
    """Who else has which insight of the report open now; one query."""
    now = timezone.now()
    rows = WriterPresence.objects.filter(insight__section__report=report, seen_at__gt=now - PRESENT_FOR)
    others = rows.exclude(membership=viewer).select_related("membership", "insight")
    found: defaultdict[int, list[Writer]] = defaultdict(list)
    for row in others.order_by("membership__name"):
        found[row.insight_id].append(Writer(row.membership.name, row.since, name_of(row.insight)))
    return dict(found)
