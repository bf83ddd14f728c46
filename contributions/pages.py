"""Which contributions stand on one page of a room, by keyset: the cost is the page's, never the room's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, When
from django.db.models.functions import JSONObject

from contributions.by_question import UNASKED, question_keys
from contributions.models import Contribution, ContributionQuerySet
from contributions.ordering import BY_QUESTION, OLDEST, Cursor, Order, write_cursor
from contributions.prepared import Prepared, among
from rooms.models import GuidingQuestion, Room

REPLIES_SHOWN = 3
WHOLE_ROOM = 1000
"""So many contributions stand on one page of the whole room, which is made for printing."""

type Begun = tuple[int, list[int]]
"""The pk of what began a thread, and those of its replies that may stand on the page."""


@dataclass
class Thread:
    """A contribution with those of its replies that stand on the page, and how many do not.

    A long thread has pages of its own: `earlier` and `later` are the numbers of replies to page from.
    """

    root: Contribution
    replies: list[Contribution] = field(default_factory=list)
    folded: int = 0
    earlier: int | None = None
    later: int | None = None
    heading: GuidingQuestion | None = None
    is_unasked: bool = False
    begins_group: bool = False
    is_first_new: bool = False


@dataclass(frozen=True)
class ThreadPage:
    """One page of a room. `earlier` and `later` are what to page from, or empty at an end.

    `is_other` says that the page asked for was empty, and that this one is the last instead.
    """

    threads: Sequence[Thread]
    earlier: str = ""
    later: str = ""
    is_other: bool = False

    @property
    def contributions(self) -> list[Contribution]:
        return [one for thread in self.threads for one in (thread.root, *thread.replies)]


@dataclass(frozen=True)
class Target:
    """A contribution that the address names, and where its thread begins; as `target` finds it."""

    pk: int
    number: int
    turn: int
    replies_shown: int
    root: int
    root_number: int
    root_replies: int
    question: int | None

    def key(self, order: Order) -> Cursor:
        if order is BY_QUESTION:
            return (self.question or UNASKED, self.number)
        if order.is_conversation:
            own = {"number": self.root_number, "replies_shown": self.root_replies}
            return tuple(own[key] for key in order.keys)
        return tuple(getattr(self, key) for key in order.keys)


def target(room: Any, number: int) -> Any:
    """A queryset of the JSON of a `Target`, to annotate a room with."""
    found = Contribution.objects.shown().filter(room=room, number=number)
    columns = ("pk", "number", "turn", "replies_shown", "thread", "thread__number", "thread__replies_shown")
    question = GuidingQuestion.objects.filter(contributions=OuterRef("pk")).order_by("number")
    json = JSONObject(**{c: c for c in columns}, questions=ArraySubquery(question.values("number")[:1]))
    return found.values(json=json)


def target_from(json: dict[str, Any]) -> Target:
    begins = json["thread"] is None
    return Target(
        pk=json["pk"],
        number=json["number"],
        turn=json["turn"],
        replies_shown=json["replies_shown"],
        root=json["pk"] if begins else json["thread"],
        root_number=json["number"] if begins else json["thread__number"],
        root_replies=json["replies_shown"] if begins else json["thread__replies_shown"],
        question=next(iter(json["questions"]), None),
    )


@dataclass(frozen=True)
class Asked:
    """What part of a room is asked for.

    `at` begins the page with the target, in a conversation with its thread, unfolded. In the target's thread,
    `replies_after` and `replies_before` are numbers to page from.
    """

    order: Order = OLDEST
    after: Cursor | None = None
    before: Cursor | None = None
    at: Target | None = None
    replies_after: int | None = None
    replies_before: int | None = None
    is_flat: bool = False
    is_whole: bool = False

    @property
    def size(self) -> int:
        return WHOLE_ROOM if self.is_whole else int(settings.CONTRIBUTIONS_PER_PAGE)

    @property
    def is_backwards(self) -> bool:
        return self.before is not None and self.after is None and self.at is None


def thread_page(room: Room, asked: Asked, matching: ContributionQuerySet | None = None) -> ThreadPage:
    """The page asked for of a room, or of what matches there; the nearest one where that is empty."""
    found = _page(room, asked, matching)
    if found.threads or (asked.after is None and asked.before is None):
        return found
    last = replace(asked, after=None, before=None)
    if asked.is_backwards:
        return _page(room, last, matching)
    return replace(_page(room, last, matching, from_end=True), is_other=True)


def _page(
    room: Room, asked: Asked, matching: ContributionQuerySet | None, *, from_end: bool = False
) -> ThreadPage:
    backwards = asked.is_backwards or from_end
    shown = matching if matching is not None else Contribution.objects.shown().filter(room=room)
    if asked.order is BY_QUESTION:
        threads, more = _asked_threads(room, asked, shown, backwards=backwards)
    else:
        threads, more = _threads(asked, shown, backwards=backwards)
    if not threads:
        return ThreadPage([])
    for contribution in (one for thread in threads for one in (thread.root, *thread.replies)):
        contribution.room = room
    first, last = (write_cursor(_key(asked.order, thread)) for thread in (threads[0], threads[-1]))
    moved = asked.after is not None or (asked.at is not None and threads[0].root.number != 1)
    return ThreadPage(
        threads,
        earlier=first if (more if backwards else moved) else "",
        later=last if (asked.before is not None if backwards else more) else "",
    )


def _key(order: Order, thread: Thread) -> Cursor:
    if order is BY_QUESTION:
        return (thread.heading.number if thread.heading else UNASKED, thread.root.number)
    return order.key_of(thread.root)


def _window(asked: Asked, found: ContributionQuerySet, *columns: Any, backwards: bool) -> list[Any]:
    """The keys from the cursor on in the order asked for, one more than a page holds."""
    if asked.at is not None:
        found = asked.order.beyond(found, asked.at.key(asked.order), at=True)
    elif (cursor := asked.before if backwards else asked.after) is not None:
        found = asked.order.beyond(found, cursor, backwards=backwards)
    sorted_ = asked.order.sorted(found, backwards=backwards)
    rows = list(sorted_.values_list("pk", *columns)[: asked.size + 1])
    return rows[::-1] if backwards else rows


def _threads(asked: Asked, shown: ContributionQuerySet, *, backwards: bool) -> tuple[list[Thread], bool]:
    """As many whole threads as fit on a page, at least one, and whether there are more beyond."""
    if asked.is_flat or not asked.order.is_conversation:
        pks = [pk for (pk,) in _window(asked, shown, backwards=backwards)]
        kept = pks[-asked.size :] if backwards else pks[: asked.size]
        rows = _rows(kept)
        return [Thread(rows[pk]) for pk in kept], len(pks) > asked.size
    begun = _window(asked, shown.filter(thread=None), _reply_ids(asked), backwards=backwards)
    fitting = _fitting(begun, asked, backwards=backwards)
    return _with_replies(fitting, asked), len(begun) > len(fitting)


def _full(pks: list[int]) -> ContributionQuerySet:
    return Contribution.objects.filter(among("pk", pks)).on_page().order_by()


_FULL = Prepared(_full, pks=[2_000_000_000])


def _rows(pks: Iterable[int]) -> dict[int, Contribution]:
    """The contributions with these pks and all that a page shows of them; one query."""
    return {row.pk: row for row in _FULL.rows(pks=list(pks))}


def _reply_ids(asked: Asked) -> Any:
    """The pks of the replies that stand on the page: the first of each thread, more of the target's."""
    replies = Contribution.objects.shown().filter(thread=OuterRef("pk"))
    first = WHOLE_ROOM if asked.is_whole else REPLIES_SHOWN
    few = ArraySubquery(replies.order_by("number").values("pk")[:first])
    if asked.at is None:
        return few
    if asked.replies_before is not None:
        replies = replies.filter(number__lt=asked.replies_before).order_by("-number")
    else:
        replies = replies.filter(number__gt=_begin_of_replies(asked)).order_by("number")
    many = ArraySubquery(replies.values("pk")[: asked.size + 1])
    return Case(When(pk=asked.at.root, then=many), default=few)


def _begin_of_replies(asked: Asked) -> int:
    """Behind which number the target's thread shows its replies: one that fits begins at its root."""
    if asked.replies_after is not None:
        return asked.replies_after
    at = asked.at
    fits = at is None or at.root_replies <= asked.size or at.number == at.root_number
    return 0 if fits or at is None else at.number - 1


def _fitting(begun: list[Begun], asked: Asked, *, backwards: bool) -> list[Begun]:
    kept: list[Begun] = []
    used = 0
    for pk, ids in reversed(begun) if backwards else begun:
        used += 1 + min(len(ids), asked.size)
        if kept and (used > asked.size or len(kept) == asked.size):
            break
        kept.append((pk, ids))
    return kept[::-1] if backwards else kept


def _with_replies(begun: Sequence[Begun], asked: Asked) -> list[Thread]:
    """Each root with those of its replies that stand on the page; one query."""
    rows = _rows([pk for root, ids in begun for pk in (root, *ids[: asked.size])])
    threads = []
    for root, ids in begun:
        replies = sorted((rows[pk] for pk in ids[: asked.size]), key=lambda reply: reply.number)
        thread = Thread(rows[root], replies)
        _fold(thread, asked, has_more=len(ids) > asked.size)
        threads.append(thread)
    return threads


def _fold(thread: Thread, asked: Asked, *, has_more: bool) -> None:
    """Say how many replies are not shown, or for the target's thread where its pages go on."""
    replies = thread.replies
    if asked.at is None or thread.root.pk != asked.at.root:
        thread.folded = max(thread.root.replies_shown - len(replies), 0)
        return
    begins = asked.replies_before is None and _begin_of_replies(asked) == 0
    if replies and (has_more if asked.replies_before is not None else not begins):
        thread.earlier = replies[0].number
    if replies and (asked.replies_before is not None or has_more):
        thread.later = replies[-1].number


def _asked_threads(
    room: Room, asked: Asked, shown: ContributionQuerySet, *, backwards: bool
) -> tuple[list[Thread], bool]:
    """Under each question what answers it, then what answers none; two queries."""
    questions = {question.number: question for question in room.questions.all()}
    cursor = asked.at.key(asked.order) if asked.at else asked.before if backwards else asked.after
    keys = question_keys(
        shown, questions.values(), cursor, asked.size + 1, backwards=backwards, at=asked.at is not None
    )
    kept = keys[: asked.size][::-1] if backwards else keys[: asked.size]
    rows = _copies(_rows({pk for *_, pk in kept}), kept)
    threads = [
        Thread(row, heading=questions.get(number), is_unasked=number == UNASKED)
        for (number, _number, _pk), row in zip(kept, rows, strict=True)
    ]
    return threads, len(keys) > asked.size


def _copies(rows: Mapping[int, Contribution], kept: Sequence[tuple[int, int, int]]) -> list[Contribution]:
    """A contribution for each place where it stands: one that answers two questions stands twice."""
    placed: list[Contribution] = []
    seen: set[int] = set()
    for question, _number, pk in kept:
        row = rows[pk]
        if pk in seen:
            repeated = type(row)()
            vars(repeated).update(vars(row))
            row = repeated
        vars(row)["repeats_under"] = question if pk in seen else 0
        seen.add(pk)
        placed.append(row)
    return placed
