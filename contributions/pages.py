"""Which contributions stand on one page of a room, by keyset: the cost is the page's, never the room's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from consultation.prepared import Prepared, among
from contributions.by_question import UNASKED, question_keys
from contributions.models import Contribution, ContributionQuerySet
from contributions.ordering import BY_QUESTION, Cursor, Order, write_cursor
from contributions.windows import Asked, Matching, begin_of_replies, window
from rooms.models import GuidingQuestion, Room

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


def thread_page(room: Room, asked: Asked, matching: Matching | None = None) -> ThreadPage:
    """The page asked for of a room, or of what matches there; the nearest one where that is empty."""
    found = _page(room, asked, matching)
    if found.threads or (asked.after is None and asked.before is None):
        return found
    last = replace(asked, after=None, before=None)
    if asked.is_backwards:
        return _page(room, last, matching)
    return replace(_page(room, last, matching, from_end=True), is_other=True)


def _page(room: Room, asked: Asked, matching: Matching | None, *, from_end: bool = False) -> ThreadPage:
    backwards = asked.is_backwards or from_end
    if asked.order is BY_QUESTION:
        shown = matching.all() if matching else Contribution.objects.shown().filter(room=room)
        threads, more = _asked_threads(room, asked, shown, backwards=backwards)
    else:
        threads, more = _threads(room, asked, matching, backwards=backwards)
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


def _threads(
    room: Room, asked: Asked, matching: Matching | None, *, backwards: bool
) -> tuple[list[Thread], bool]:
    """As many whole threads as fit on a page, at least one, and whether there are more beyond."""
    if asked.is_flat or not asked.order.is_conversation:
        pks = [pk for (pk,) in window(asked, room.pk, matching, backwards=backwards)]
        kept = pks[-asked.size :] if backwards else pks[: asked.size]
        rows = _rows(kept)
        return [Thread(rows[pk]) for pk in kept], len(pks) > asked.size
    begun = window(asked, room.pk, matching, backwards=backwards)
    fitting = _fitting(begun, asked, backwards=backwards)
    return _with_replies(fitting, asked), len(begun) > len(fitting)


def _full(pks: list[int]) -> ContributionQuerySet:
    return Contribution.objects.filter(among("pk", pks)).on_page().order_by()


def _answered(pks: list[int]) -> ContributionQuerySet:
    return Contribution.objects.filter(among("pk", pks)).named_on_page().order_by()


_FULL = Prepared(_full, pks=[2_000_000_000])
_ANSWERED = Prepared(_answered, pks=[2_000_000_000])


def _rows(pks: Iterable[int]) -> dict[int, Contribution]:
    """The contributions with these pks and all that a page shows of them, and of what they answer.

    One query, and one where that is not among them.
    """
    rows: dict[int, Contribution] = {row.pk: row for row in _FULL.rows(pks=list(pks))}
    answered = {row.parent_id for row in rows.values() if row.parent_id is not None}
    elsewhere = sorted(answered - rows.keys())
    parents = rows | {row.pk: row for row in (_ANSWERED.rows(pks=elsewhere) if elsewhere else ())}
    for row in rows.values():
        if row.parent_id is not None:
            row.parent = parents[row.parent_id]
    return rows


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
    begins = asked.replies_before is None and begin_of_replies(asked) == 0
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
