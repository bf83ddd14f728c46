"""Which contributions stand on one page of a room, by keyset: the cost is the page's, never the room's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, F, Q, Window, prefetch_related_objects
from django.db.models.functions import RowNumber

from contributions.models import Contribution
from rooms.models import Room

REPLIES_SHOWN = 3


@dataclass
class Thread:
    """A contribution with those of its replies that stand on the page, and how many do not."""

    root: Contribution
    replies: list[Contribution] = field(default_factory=list)
    folded: int = 0


@dataclass(frozen=True)
class ThreadPage:
    """One page of threads. `earlier` and `later` are the numbers to page from, or None at an end."""

    threads: Sequence[Thread]
    earlier: int | None = None
    later: int | None = None

    @property
    def contributions(self) -> list[Contribution]:
        return [one for thread in self.threads for one in (thread.root, *thread.replies)]


def thread_page(
    room: Room, *, after: int | None = None, before: int | None = None, unfolded: int | None = None
) -> ThreadPage:
    """The page of threads after (or before) a root's number; the thread `unfolded` shows all its replies."""
    size = settings.CONTRIBUTIONS_PER_PAGE
    roots = _roots(room, after=after, before=before, size=size + 1)
    backwards = before is not None and after is None
    taken = roots[-size:] if backwards else roots[:size]
    threads = _with_replies(taken, unfolded)
    kept = _fitting(threads, size, backwards=backwards)
    more = len(roots) > len(kept)
    if not kept:
        return ThreadPage([])
    first, last = kept[0].root.number, kept[-1].root.number
    has_earlier = more if backwards else after is not None
    has_later = before is not None if backwards else more
    return ThreadPage(kept, first if has_earlier else None, last if has_later else None)


def _roots(room: Room, *, after: int | None, before: int | None, size: int) -> list[Contribution]:
    roots = Contribution.objects.shown().filter(room=room, thread=None).with_people()
    if after is not None:
        return list(roots.filter(number__gt=after).order_by("number")[:size])
    if before is not None:
        return list(roots.filter(number__lt=before).order_by("-number")[:size])[::-1]
    return list(roots.order_by("number")[:size])


def _with_replies(roots: Sequence[Contribution], unfolded: int | None) -> list[Thread]:
    """Each root with its first replies, and all of them in the unfolded thread; one query."""
    threads = {root.pk: Thread(root) for root in roots}
    placed = (
        Contribution.objects.shown()
        .filter(thread__in=threads)
        .with_people()
        .annotate(
            place=Window(RowNumber(), partition_by=F("thread"), order_by=F("number").asc()),
            total=Window(Count("pk"), partition_by=F("thread")),
        )
    )
    for reply in placed.filter(Q(place__lte=REPLIES_SHOWN) | Q(thread=unfolded)).order_by("number"):
        thread = threads[reply.root_id]
        thread.replies.append(reply)
        thread.folded = 0 if reply.root_id == unfolded else max(reply.total - REPLIES_SHOWN, 0)
    everything = [one for thread in threads.values() for one in (thread.root, *thread.replies)]
    prefetch_related_objects(everything, "questions")
    return list(threads.values())


def _fitting(threads: list[Thread], size: int, *, backwards: bool) -> list[Thread]:
    """As many whole threads as fit on a page, at least one."""
    kept: list[Thread] = []
    used = 0
    for thread in reversed(threads) if backwards else threads:
        used += 1 + len(thread.replies)
        if kept and used > size:
            break
        kept.append(thread)
    return kept[::-1] if backwards else kept
