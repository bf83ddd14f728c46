"""Notes of what an insight rests on outside the consultation: a live webinar, a letter."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from synthesis.models import Insight, OutsideNote


@dataclass(frozen=True)
class OutsideWords:
    """What is said of a source: its kind, what it is, of which day, where to read it, a few words of it."""

    source: str
    kind: str = OutsideNote.Kind.OTHER
    on: date | None = None
    link: str = ""
    words: str = ""


FIELDS = [one.name for one in fields(OutsideWords)]


def words_of_note(note: OutsideNote) -> OutsideWords:
    return OutsideWords(**{name: getattr(note, name) for name in FIELDS})


@transaction.atomic
def add_outside(insight: Insight, said: OutsideWords, *, by: Membership) -> OutsideNote:
    """A new note at the end of the insight's own."""
    last = insight.outside.order_by("-position").values_list("position", flat=True).first() or 0
    note = OutsideNote.objects.create(insight=insight, position=last + 1, added_by=by, **vars(said))
    _record("outside.added", note, by, after=_told(said))
    return note


@transaction.atomic
def change_outside(note: OutsideNote, said: OutsideWords, *, by: Membership) -> bool:
    """Say it anew; false when nothing changed."""
    before = words_of_note(note)
    if before == said:
        return False
    for name, value in vars(said).items():
        setattr(note, name, value)
    note.save(update_fields=FIELDS)
    _record("outside.changed", note, by, before=_told(before), after=_told(said))
    return True


@transaction.atomic
def remove_outside(note: OutsideNote, *, by: Membership) -> None:
    _record("outside.removed", note, by, before=_told(words_of_note(note)))
    note.delete()


def _told(said: OutsideWords) -> dict[str, Any]:
    return {**vars(said), "on": said.on.isoformat() if said.on else None}


def _record(action: str, note: OutsideNote, by: Membership, **changed: Any) -> None:
    insight = note.insight
    record(action, insight, actor=by.user, consultation=insight.section.report.consultation, **changed)
