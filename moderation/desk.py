"""What stands on the moderators' desk: what waits, who reads what, and what may have changed meanwhile."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultation.models import AuditEntry, Consultation, Membership, User
from contributions.bylines import Byline, byline
from contributions.models import Contribution
from contributions.naming import shared_facts
from moderation.codebook import Codebook, CodedTheme
from moderation.desk_models import ANYTHING, Presence, TeamRead, Waiting
from moderation.models import Tagging, Theme
from rooms.models import Room

QUEUES: dict[str, str | Promise] = {
    "to-read": _("To read"),
    "reported": _("Reported"),
    "held": _("Held"),
    "no-reply": _("No reply yet"),
    "untagged": _("Untagged"),
    "unknown-mention": _("Unknown mention"),
}
FIRST_QUEUE = "to-read"
ENTRIES_PER_PAGE = 20
READ_SHOWN = 2
WORDS_SHOWN = 160  # characters of a text in the list
PRESENT_FOR = timedelta(minutes=3)
RECENT_THEMES = 9
RECENT_TAGGINGS = 60  # looked through for them
WAYS_BACK = "desk_ways_back"
WAYS_KEPT = 5
FROM_DESK = "desk"  # in the address of a reply page: begun at the desk
CHANGES = (
    "contribution.tagged",
    "tagging.removed",
    "tagging.put-back",
    "contribution.asked",
    "contribution.edited",
    "contribution.hidden",
    "contribution.restored",
    "contribution.released",
    "contribution.withdrawn",
)


def column(queue: str) -> str:
    """The column of Waiting that says whether a contribution is in this queue."""
    return queue.replace("-", "_")


@dataclass(frozen=True)
class Bucket:
    """A queue with how many contributions wait in it."""

    key: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Entry:
    """A contribution in the list: whose it is, how it starts and what else it waits for."""

    contribution: Contribution
    byline: Byline
    words: str
    notes: list[str | Promise]
    is_reported: bool = False


@dataclass(frozen=True)
class Page:
    """A page of a queue, the newest first. `after` leads on, `is_first` says that nothing stands before."""

    entries: list[Entry] = field(default_factory=list)
    after: int | None = None
    is_first: bool = True


@dataclass(frozen=True)
class State:
    """What the desk's form shows of a contribution, so that a save can tell whether it changed meanwhile."""

    revision: int
    visibility: str
    questions: frozenset[int]
    themes: frozenset[int]
    assignee: int = 0

    def __str__(self) -> str:
        lists = (",".join(map(str, sorted(pks))) for pks in (self.questions, self.themes))
        return "|".join([str(self.revision), self.visibility, *lists, str(self.assignee)])

    @classmethod
    def read(cls, told: str) -> State | None:
        """What a form sends back; None for what none of ours sent."""
        try:
            revision, visibility, questions, themes, assignee = told.split("|")
            return cls(int(revision), visibility, _pks(questions), _pks(themes), int(assignee))
        except ValueError:
            return None


def _pks(told: str) -> frozenset[int]:
    return frozenset(int(pk) for pk in told.split(",") if pk)


def state_of(contribution: Contribution, assignee: int | None) -> State:
    """How it stands now; two queries. Call it under the contribution's lock where it decides something."""
    standing = Tagging.objects.standing().filter(contribution=contribution, passage=None)
    return State(
        contribution.revision_id or 0,
        contribution.visibility,
        frozenset(contribution.questions.values_list("pk", flat=True)),
        frozenset(standing.values_list("theme", flat=True)),
        assignee or 0,
    )


def waiting_in(consultation: Consultation, queue: str, room: Room | None = None) -> QuerySet[Waiting]:
    """What waits in a queue, the newest first."""
    here = Waiting.objects.filter(consultation=consultation, **{column(queue): True})
    if queue == "untagged":
        here = here.filter(room__counts_in_report=True)
    return (here.filter(room=room) if room else here).order_by("-at", "-contribution")


def buckets_of(consultation: Consultation, room: Room | None = None) -> list[Bucket]:
    """Every queue with its count; one query."""
    here = Waiting.objects.filter(ANYTHING, consultation=consultation)
    here = here.filter(room=room) if room else here
    counted = here.aggregate(**{column(queue): Count("pk", filter=_counted(queue)) for queue in QUEUES})
    return [Bucket(queue, label, counted[column(queue)]) for queue, label in QUEUES.items()]


def _counted(queue: str) -> Q:
    in_queue = Q(**{column(queue): True})
    return in_queue & Q(room__counts_in_report=True) if queue == "untagged" else in_queue


def page_of(found: QuerySet[Waiting], *, after: int | None, viewer: Membership | None) -> Page:
    """The entries behind the contribution `after`; a constant number of queries."""
    last = Waiting.objects.filter(contribution=after).first() if after else None
    rows = list(_dressed(_behind(found, last) if last else found)[: ENTRIES_PER_PAGE + 1])
    page = rows[:ENTRIES_PER_PAGE]
    shared = shared_facts([row.contribution for row in page])
    entries = [
        Entry(
            row.contribution,
            byline(row.contribution, viewer, shared),
            vars(row)["excerpt"],
            _notes(row),
            row.reported,
        )
        for row in page
    ]
    return Page(entries, page[-1].contribution_id if len(rows) > len(page) else None, last is None)


def _dressed(found: QuerySet[Waiting]) -> QuerySet[Waiting]:
    return found.select_related("contribution__author__user", "contribution__room").annotate(
        excerpt=Left("contribution__revision__plain", WORDS_SHOWN)
    )


def _behind(found: QuerySet[Waiting], row: Waiting) -> QuerySet[Waiting]:
    return found.filter(Q(at__lt=row.at) | Q(at=row.at, contribution__lt=row.contribution_id))


def _notes(row: Waiting) -> list[str | Promise]:
    """What the list says of it beside the country."""
    said = {_("held"): row.held, _("no reply yet"): row.no_reply, _("unknown name"): row.unknown_mention}
    return [words for words, holds in said.items() if holds]


def next_in(found: QuerySet[Waiting], row: Waiting | None) -> int | None:
    """What comes after this row in the queue, or again from its start; None when nothing else waits."""
    others = found.exclude(contribution=row.contribution_id) if row else found
    behind = _behind(others, row).first() if row else None
    there = behind or others.first()
    return there.contribution_id if there else None


def read_lately(consultation: Consultation, viewer: Membership | None) -> list[tuple[TeamRead, Byline]]:
    """What the team has read last, as a way back to it."""
    related = TeamRead.objects.filter(consultation=consultation).select_related(
        "contribution__author__user", "contribution__room", "by"
    )
    rows = list(related.order_by("-at")[:READ_SHOWN])
    shared = shared_facts([row.contribution for row in rows])
    return [(row, byline(row.contribution, viewer, shared)) for row in rows]


def come_to(contribution: Contribution, by: Membership) -> None:
    """Note that somebody has this open: one light row for each person."""
    Presence.objects.bulk_create(
        [Presence(membership=by, contribution=contribution, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["membership"],
        update_fields=["contribution", "seen_at"],
    )


def present(consultation: Consultation, viewer: Membership | None) -> dict[int, list[Membership]]:
    """Who else has which contribution open now."""
    since = timezone.now() - PRESENT_FOR
    rows = Presence.objects.filter(membership__consultation=consultation, seen_at__gt=since)
    there: dict[int, list[Membership]] = {}
    for row in rows.exclude(membership=viewer).select_related("membership").order_by("membership__name"):
        there.setdefault(row.contribution_id, []).append(row.membership)
    return there


def recent_themes(codebook: Codebook, by: Membership | None) -> list[CodedTheme]:
    """The themes of the codebook that this person used last, the last one first."""
    if by is None:
        return []
    used = Tagging.objects.filter(by=by).order_by("-pk").values_list("theme", flat=True)
    return codebook.pick(used[:RECENT_TAGGINGS])[:RECENT_THEMES]


def last_change(contribution: Contribution) -> tuple[str, Any] | None:
    """Who changed something last that the desk shows, and when."""
    return changed_by(contribution, contribution, CHANGES)


def changed_by(thing: Model, contribution: Contribution, acts: Sequence[str]) -> tuple[str, Any] | None:
    """Who did one of these acts last to a thing of this contribution, and when."""
    entry = _last(thing, contribution.room.consultation, acts)
    if entry is None:
        return None
    if contribution.author.user_id == entry.actor_id:
        return byline(contribution, None, shared_facts([contribution])).name, entry.at
    return _name_of(entry.actor_id, contribution.room.consultation), entry.at


def theme_changed_by(theme: Theme, acts: Sequence[str]) -> tuple[str, Any] | None:
    """Who did one of these acts last to a theme, and when."""
    entry = _last(theme, theme.consultation, acts)
    return (_name_of(entry.actor_id, theme.consultation), entry.at) if entry is not None else None


def _last(thing: Model, consultation: Consultation, acts: Sequence[str]) -> AuditEntry | None:
    entries = AuditEntry.objects.filter(
        consultation_id=consultation.pk,
        object_type=thing._meta.label_lower,  # noqa: SLF001  Django's public name for it
        object_id=thing.pk,
        action__in=acts,
    )
    return entries.order_by("-at", "-pk").first()


def _name_of(user: int | None, consultation: Consultation) -> str:
    member = Membership.objects.filter(consultation=consultation, user=user).named().first()
    if member is not None:
        return member.name
    found = User.objects.filter(pk=user).first() if user else None
    return found.name if found and found.name else str(_("The system"))


def team_of(consultation: Consultation) -> Sequence[Membership]:
    """Those whose task a contribution can be."""
    moderating = consultation.memberships.filter(role__in=("moderator", "editor"), user__isnull=False)
    return list(moderating.named().by_name())


def keep_way_back(session: MutableMapping[str, Any], contribution: Contribution, url: str) -> None:
    """Remember where at the desk somebody was when they began to reply to this; of the last few replies."""
    others = [way for way in session.get(WAYS_BACK, []) if way[0] != contribution.pk]
    session[WAYS_BACK] = [*others, [contribution.pk, url]][-WAYS_KEPT:]


def forget_ways_back(session: MutableMapping[str, Any], pks: Sequence[int]) -> None:
    kept = ways_back(session)
    if kept.keys() & set(pks):
        session[WAYS_BACK] = [[pk, url] for pk, url in kept.items() if pk not in pks]


def ways_back(session: MutableMapping[str, Any]) -> dict[int, str]:
    """Where to go on at the desk, by the contribution that is replied to."""
    return dict(session.get(WAYS_BACK, []))
