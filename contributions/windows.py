"""Where a page of a room begins: the part of the room that is asked for, and the keys that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, When
from django.db.models.functions import JSONObject

from consultation.prepared import PlannedAnew, Prepared
from contributions.by_question import UNASKED
from contributions.models import Contribution, ContributionQuerySet
from contributions.ordering import BY_QUESTION, OLDEST, ORDERS, Cursor, Order
from rooms.models import GuidingQuestion

REPLIES_SHOWN = 3
WHOLE_ROOM = 1000
"""So many contributions stand on one page of the whole room, which is made for printing."""


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


type Narrow = Callable[[ContributionQuerySet, list[int]], ContributionQuerySet]
"""What leaves of contributions those that have to do with any of these pks."""


@dataclass(frozen=True)
class Matching:
    """What stands on the pages of a room that is filtered; `all` asks for the queryset of it.

    Where filters of floors above are all that narrows it, `ways` are these by their names and `pks` what each
    of them is given: then pages are asked for without building that queryset.
    """

    all: Callable[[], ContributionQuerySet]
    ways: tuple[tuple[str, Narrow], ...] = ()
    pks: Mapping[str, list[int]] = field(default_factory=dict)


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


SAMPLES: dict[str, int] = {
    name: 2_000_000_001 + place
    for place, name in enumerate(("room", "key_0", "key_1", "root", "begins", "ends"))
}
SAMPLE_OF_PKS = 2_100_000_000


@dataclass(frozen=True)
class _Shape:
    """What differs between two windows besides values: so many statements there are."""

    order: str
    place: str
    is_flat: bool
    shown: int
    size: int
    ways: tuple[tuple[str, Narrow], ...] = ()

    def build(self, room: int, **values: Any) -> Any:
        found = Contribution.objects.filter(room=room)
        found = found.visible() if self.ways else found.shown()
        for name, narrow in self.ways:
            found = narrow(found, values[name])
        return self.rows(found if self.is_flat else found.filter(thread=None), **values)

    def rows(self, found: ContributionQuerySet, **values: int) -> Any:
        """The pks from the cursor on in the order asked for, each in a conversation with those of replies."""
        order, backwards = ORDERS[self.order], self.place in {"before", "end"}
        if cursor := tuple(values[name] for name in ("key_0", "key_1") if name in values):
            found = order.beyond(found, cursor, backwards=backwards, at=self.place == "at")
        columns = [] if self.is_flat else [self._replies(values)]
        return order.sorted(found, backwards=backwards).values_list("pk", *columns)[: self.size + 1]

    def _replies(self, values: dict[str, int]) -> Any:
        """The pks of replies that stand on the page: the first of each thread, more of the target's."""
        replies = Contribution.objects.shown().filter(thread=OuterRef("pk"))
        few = ArraySubquery(replies.order_by("number").values("pk")[: self.shown])
        if "root" not in values:
            return few
        if "ends" in values:
            replies = replies.filter(number__lt=values["ends"]).order_by("-number")
        else:
            replies = replies.filter(number__gt=values["begins"]).order_by("number")
        many = ArraySubquery(replies.values("pk")[: self.size + 1])
        return Case(When(pk=values["root"], then=many), default=few)


@cache
def _prepared(shape: _Shape, names: tuple[str, ...]) -> Prepared:
    samples = {name: [SAMPLE_OF_PKS + place] for place, (name, _narrow) in enumerate(shape.ways)}
    kind = PlannedAnew if shape.ways else Prepared  # some themes are rare, others are everywhere
    return kind(shape.build, **{name: SAMPLES[name] for name in names}, **samples)


def window(asked: Asked, room: int, matching: Matching | None, *, backwards: bool) -> list[Any]:
    """The rows of a page, one more than it holds: pks, in a conversation with those of their replies.

    They are of the room, or of what matches there.
    """
    is_flat = asked.is_flat or not asked.order.is_conversation
    cursor = asked.before if backwards else asked.after
    place = "before" if backwards else "after"
    if asked.at is not None:
        place, cursor = "at", asked.at.key(asked.order)
    elif cursor is None:
        place = "end" if backwards else "begin"
    values = {f"key_{number}": key for number, key in enumerate(cursor or ())}
    if asked.at is not None and not is_flat:
        ends = asked.replies_before
        values |= {"root": asked.at.root}
        values |= {"begins": begin_of_replies(asked)} if ends is None else {"ends": ends}
    shown = WHOLE_ROOM if asked.is_whole else REPLIES_SHOWN
    shape = _Shape(asked.order.name, place, is_flat, shown, asked.size, matching.ways if matching else ())
    if matching is None or matching.ways:
        pks = matching.pks if matching else {}
        rows = _prepared(shape, ("room", *values)).rows(room=room, **values, **pks)
    else:
        found = matching.all()
        rows = list(shape.rows(found if is_flat else found.filter(thread=None), **values))
    return rows[::-1] if place in {"before", "end"} else rows


def begin_of_replies(asked: Asked) -> int:
    """Behind which number the target's thread shows its replies: one that fits begins at its root."""
    if asked.replies_after is not None:
        return asked.replies_after
    at = asked.at
    fits = at is None or at.root_replies <= asked.size or at.number == at.root_number
    return 0 if fits or at is None else at.number - 1
