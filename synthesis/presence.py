"""Who writes where: one light row for each person, gone soon after they fell silent.

Whoever came first under a heading has its place: one person at a time writes the insights there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from consultation.models import Membership
from synthesis.headings import name_of
from synthesis.models import Insight, Report, Section, WriterPresence

PRESENT_FOR = timedelta(minutes=5)  # after the last thing they did on the page
ANSWER_WITHIN = timedelta(minutes=2)  # the same, once somebody asked for the place


@dataclass(frozen=True)
class Place:
    """The place at a heading as one person finds it: somebody else's (`holder`), theirs (`mine`), or free.

    `is_asker`: they are the last who asked the holder for it.
    """

    holder: WriterPresence | None = None
    mine: WriterPresence | None = None
    is_asker: bool = False


def present() -> Q:
    """Those who did something lately; a question that nobody answers shortens the wait."""
    now = timezone.now()
    answers = Q(asked_at=None) | Q(seen_at__gt=now - ANSWER_WITHIN) | Q(asked_at__gt=now - ANSWER_WITHIN)
    return Q(seen_at__gt=now - PRESENT_FOR) & answers


def place_of(section_id: int, viewer: Membership | None) -> Place:
    """One query. Of two who came at the same moment the first has the place."""
    rows = WriterPresence.objects.filter(present(), insight__section=section_id)
    first = rows.select_related("membership", "asked_by").order_by("since", "membership").first()
    if first is None or (viewer is not None and first.membership_id == viewer.pk):
        return Place(mine=first)
    return Place(holder=first, is_asker=viewer is not None and first.asked_by_id == viewer.pk)


def come_to(insight: Insight, by: Membership, *, leaves: bool = True) -> Place:
    """Take the place at the insight's heading, or stay there, unless it is somebody else's.

    `leaves`: even where they write under another heading, whose place they give up for it.
    """
    place = place_of(insight.section_id, by)
    if place.holder is None and place.mine is None:
        if leaves or not is_elsewhere(insight.section_id, by):
            settle(insight, by)
    elif place.mine is not None:
        WriterPresence.objects.filter(membership=by).update(insight=insight, seen_at=timezone.now())
    return place


def is_elsewhere(section_id: int, by: Membership) -> bool:
    """Whether they write under another heading."""
    rows = WriterPresence.objects.filter(present(), membership=by)
    return rows.exclude(insight__section=section_id).exists()


def settle(insight: Insight, by: Membership) -> None:
    """Note that somebody has the place from now on, and none elsewhere."""
    now = timezone.now()
    WriterPresence.objects.bulk_create(
        [WriterPresence(membership=by, insight=insight, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["membership"],
        update_fields=["insight", "since", "seen_at", "asked_by", "asked_at", "kept_at"],
    )


def number_of(section: Section) -> str:
    """The heading's number in the outline (2.1); one query."""
    rows = section.report.sections.order_by("position", "pk").values_list("pk", "parent_id")
    places: dict[int, tuple[int | None, int]] = {}
    counted: defaultdict[int | None, int] = defaultdict(int)
    for pk, parent in rows:
        counted[parent] += 1
        places[pk] = parent, counted[parent]
    numbers: list[str] = []
    at: int | None = section.pk
    while at is not None:
        at, place = places[at]
        numbers.insert(0, str(place))
    return ".".join(numbers)


@dataclass(frozen=True)
class Writer:
    """Somebody at an insight since when; `called` is what the outline calls it."""

    name: str
    since: datetime
    called: str


def writers_of(report: Report, viewer: Membership | None) -> dict[int, list[Writer]]:
    """Who else writes in which insight of the report now; one query."""
    rows = WriterPresence.objects.filter(present(), insight__section__report=report)
    others = rows.exclude(membership=viewer).select_related("membership", "insight")
    found: defaultdict[int, list[Writer]] = defaultdict(list)
    for row in others.order_by("membership__name"):
        found[row.insight_id].append(Writer(row.membership.name, row.since, name_of(row.insight)))
    return dict(found)
