"""Named places on a page that higher floors fill, so that no import points up.

In `AppConfig.ready()` an app registers for a slot a template and a function
(request, list of objects) -> {object's pk: context}, in a constant number of queries. The view that owns
the page calls `prepare`, its template says `{% slot "name" object %}`. An object without a context stays
empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

type Fill = Callable[[Any, Sequence[Any]], Mapping[int, dict[str, Any]]]


@dataclass(frozen=True)
class Filling:
    template: str
    fill: Fill


_fillings: dict[str, list[Filling]] = {}


def register(slot: str, template: str, fill: Fill) -> None:
    """Add a filling to a slot; fillings show in the order of registration."""
    _fillings.setdefault(slot, []).append(Filling(template, fill))


def prepare(request: HttpRequest, slot: str, objects: Iterable[Any]) -> None:
    """Ask every filling of a slot for its contexts, once for all objects of the page."""
    things = list(objects)
    prepared = vars(request).setdefault("_slots", {})
    for filling in _fillings.get(slot, []):
        for pk, context in filling.fill(request, things).items():
            prepared.setdefault((slot, pk), []).append((filling.template, context))


def filled(request: HttpRequest, slot: str, thing: Any) -> list[tuple[str, dict[str, Any]]]:
    """The templates and contexts prepared for one object in one slot."""
    prepared = vars(request).get("_slots", {})
    return prepared.get((slot, thing.pk), [])  # type: ignore[no-any-return]
