"""Themes that a file names for its contributions. What they stand for, the floor that keeps themes says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from consultation.models import Consultation
from contributions.models import Contribution, ImportRun

MOST_NAMES = 2_000  # looked up after a trial, the most frequent ones
LISTED = 50  # of those that stand for nothing

type Named = tuple[Contribution, Sequence[str]]

_COUNT_NAMES = """
SELECT name, count(*)
FROM contributions_importrow AS r, jsonb_array_elements_text(r.payload -> 'themes') AS name
WHERE r.run_id = %s AND r.verdict = 'waits' GROUP BY name ORDER BY count(*) DESC, name LIMIT %s
"""


@dataclass(frozen=True)
class Coder:
    """`lacking` gives the names that stand for no theme; `put` puts themes on what a run has just made."""

    lacking: Callable[[Consultation, Collection[str]], set[str]]
    put: Callable[[ImportRun, Iterable[Named]], None]


_coders: list[Coder] = []


def register(coder: Coder) -> None:
    _coders.append(coder)


def unknown_names(run: ImportRun) -> dict[str, int]:
    """The names in waiting rows that stand for no theme, each with the number of its rows; the first ones."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_NAMES, [run.pk, MOST_NAMES])
        counts: dict[str, int] = dict(cursor.fetchall())
    lacking = set(counts)
    for coder in _coders:
        lacking &= coder.lacking(run.room.consultation, counts)
    return dict([(name, count) for name, count in counts.items() if name in lacking][:LISTED])


def put_themes(run: ImportRun, made: Iterable[Named]) -> None:
    """Put the themes that are named on contributions that were just made; call it in their transaction."""
    named = [(one, names) for one, names in made if names]
    for coder in _coders if named else []:
        coder.put(run, named)
