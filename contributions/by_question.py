"""The order by question: each question in turn with what answers it, at the end what answers none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import IntegerField, Value

from contributions.models import ContributionQuerySet
from contributions.ordering import Cursor
from rooms.models import GuidingQuestion

UNASKED = 2**15 - 1
"""Stands for "no question" where the number of a question would stand: behind all of them."""

type Key = tuple[int, int, int]
"""A question's number, a contribution's number and its pk."""


def question_keys(
    matching: ContributionQuerySet,
    questions: Iterable[GuidingQuestion],
    cursor: Cursor | None,
    size: int,
    *,
    backwards: bool,
    at: bool,
) -> list[Key]:
    """The next keys from the cursor on; one query, which reads no more than `size` rows of each question."""
    groups = [(question.number, matching.filter(questions=question.pk)) for question in questions]
    groups.append((UNASKED, matching.filter(questions=None)))
    parts = [
        _rows(found, number, cursor, backwards=backwards, at=at)[:size]
        for number, found in groups
        if cursor is None or (number <= cursor[0] if backwards else number >= cursor[0])
    ]
    if not parts:
        return []
    sign = "-" if backwards else ""
    together = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return list(together.order_by(f"{sign}asked", f"{sign}number")[:size] if len(parts) > 1 else together)


def _rows(
    found: ContributionQuerySet, number: int, cursor: Cursor | None, *, backwards: bool, at: bool
) -> Any:
    if cursor is not None and cursor[0] == number:
        lookup = f"number__{'lt' if backwards else 'gt'}{'e' if at else ''}"
        found = found.filter(**{lookup: cursor[1]})
    rows = found.annotate(asked=Value(number, IntegerField())).order_by("-number" if backwards else "number")
    return rows.values_list("asked", "number", "pk")
