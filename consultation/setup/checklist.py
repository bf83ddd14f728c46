"""The list of what there is to do before a consultation can be published.

Each floor registers the items whose data it owns; the page of the list asks every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation


class Progress(TextChoices):
    NOT_STARTED = "not started", _("Not started")
    IN_PROGRESS = "in progress", _("In progress")
    COMPLETED = "completed", _("Completed")


@dataclass(frozen=True)
class Look:
    """How far an item is: is anything there, what publishing waits for, what else is worth a look."""

    started: bool
    must: Sequence[str] = ()
    should: Sequence[str] = ()

    @property
    def progress(self) -> Progress:
        if not self.started:
            return Progress.NOT_STARTED
        return Progress.IN_PROGRESS if self.must else Progress.COMPLETED


@dataclass(frozen=True)
class Item:
    """One thing to do. `url_name` takes the consultation's slug."""

    place: int
    label: Any
    url_name: str
    look: Callable[[Consultation], Look]


@dataclass(frozen=True)
class Row:
    """An item for one consultation, as the list shows it."""

    item: Item
    look: Look
    url: str

    @property
    def progress(self) -> Progress:
        return self.look.progress


_items: list[Item] = []


def register(item: Item) -> None:
    """Add an item; the list is in the order of `place`."""
    _items.append(item)
    _items.sort(key=lambda known: known.place)


def rows_of(consultation: Consultation) -> list[Row]:
    return [
        Row(item, item.look(consultation), reverse(item.url_name, args=[consultation.slug]))
        for item in _items
    ]


def is_ready(consultation: Consultation) -> bool:
    """Whether nothing that publishing waits for is missing."""
    return not any(item.look(consultation).must for item in _items)
