from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class LoadedAtOnce(models.Model):
    """A model whose rows become objects in one step.

    Django hands each value of a row to its field by way of `__init__`, as if somebody had given it: the most
    of what a page of fifty contributions costs. A row needs none of that. For models without files, generic
    relations, an `__init__` of their own or listeners to it.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Iterable[str], values: Collection[Any], *, fetch_mode: Any = None
    ) -> Self:
        """An object of these values by the attribute names of their fields; the others are deferred."""
        state = ModelState()
        state.adding, state.db = False, db
        if fetch_mode is not None:
            state.fetch_mode = fetch_mode
        loaded = cls.__new__(cls)
        vars(loaded).update(zip(field_names, values, strict=True), _state=state)
        return loaded
