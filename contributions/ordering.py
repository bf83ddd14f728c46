"""The orders in which a room can be read, each with its cursor: what a page's address says to go on from.

Every order but that by question is read from an index, whatever the room's size. In conversation orders
replies stand below what began their thread; in the others each contribution stands for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Lookup
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution, ContributionQuerySet

LONGEST_CURSOR = 40
LARGEST_KEY = 2**31 - 1

type Cursor = tuple[int, ...]


@dataclass(frozen=True)
class Order:
    """`keys` are the columns; a cursor holds their values. The last key is a number, unique in the room."""

    name: str
    label: object
    keys: tuple[str, ...]
    is_descending: bool = False
    is_conversation: bool = False

    def key_of(self, contribution: Contribution) -> Cursor:
        return tuple(getattr(contribution, key) for key in self.keys)

    def sorted(self, found: ContributionQuerySet, *, backwards: bool = False) -> ContributionQuerySet:
        sign = "-" if self.is_descending != backwards else ""
        return found.order_by(*(f"{sign}{key}" for key in self.keys))

    def beyond(
        self, found: ContributionQuerySet, cursor: Cursor, *, backwards: bool = False, at: bool = False
    ) -> ContributionQuerySet:
        """What comes after the cursor, or before it; with `at` including what stands right there."""
        falls = self.is_descending != backwards
        if len(self.keys) == 1:
            lookup = f"{self.keys[0]}__{'lt' if falls else 'gt'}{'e' if at else ''}"
            return found.filter(**{lookup: cursor[0]})
        comparison: type[Lookup[Any]]
        if falls:
            comparison = TupleLessThanOrEqual if at else TupleLessThan
        else:
            comparison = TupleGreaterThanOrEqual if at else TupleGreaterThan
        return found.filter(comparison(Tuple(*self.keys), cursor))


OLDEST = Order("oldest", _("Oldest first"), ("number",), is_conversation=True)
NEWEST = Order("newest", _("Newest first"), ("number",), is_descending=True)
MOST_REPLIES = Order(
    "replies", _("Most replies"), ("replies_shown", "number"), is_descending=True, is_conversation=True
)
BY_QUESTION = Order("question", _("By question"), ("question", "number"))
FAIR = Order("fair", _("Each person's first, then second"), ("turn", "number"))
ORDERS = {order.name: order for order in (OLDEST, NEWEST, MOST_REPLIES, BY_QUESTION, FAIR)}


def read_cursor(value: str, order: Order) -> Cursor | None:
    """The cursor in an address; None when it is none of this order."""
    parts = value.split("-") if len(value) <= LONGEST_CURSOR else []
    if len(parts) != len(order.keys) or not all(part.isdecimal() for part in parts):
        return None
    cursor = tuple(int(part) for part in parts)
    return cursor if max(cursor) <= LARGEST_KEY else None


def write_cursor(cursor: Cursor) -> str:
    return "-".join(str(value) for value in cursor)
