"""We asked, you said, we did: keeping the rows of what the organiser did."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import Membership, Outbox
from rooms.models import GuidingQuestion
from synthesis.actions.insights import ChangedMeanwhileError
from synthesis.models import Report, Response, ResponseChange
from synthesis.public.versions import current_of

CHANGED = "responses.changed"
SETTLES = timedelta(hours=1)
"""How long changes are gathered before people are told of all of them at once."""


class NoReportYetError(ValueError):
    """Rows can be made public only where a published report stands."""


@dataclass(frozen=True)
class ResponseWords:
    """A row as editors fill it in."""

    question: GuidingQuestion | None
    asked: str
    insight: UUID | None
    said: str
    status: str
    did: str
    reason: str
    owner: str
    on: date


NAMES = tuple(field.name for field in fields(ResponseWords))


def filled_in(response: Response) -> ResponseWords:
    """What stands in the row, as the form shows it."""
    return ResponseWords(*(getattr(response, name) for name in NAMES))


def fingerprint(words: ResponseWords) -> str:
    """Tells one state of a row from another: a form carries that of the row it was made from."""
    question = words.question.pk if words.question else None
    plain = {**{name: str(getattr(words, name)) for name in NAMES}, "question": question}
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def add_response(report: Report, words: ResponseWords, *, by: Membership) -> Response:
    """A new row behind the others, for the team alone."""
    _lock(report)
    last = report.responses.aggregate(last=Max("position"))["last"] or 0
    kept = {name: getattr(words, name) for name in NAMES}
    response = Response.objects.create(report=report, position=last + 1, added_by=by, **kept)
    _record("response.added", response, by, after={"status": response.status})
    return response


@transaction.atomic
def write_response(response: Response, words: ResponseWords, *, seen: str, by: Membership) -> bool:
    """Change the row; false when nothing changed. `seen` is the fingerprint of what was edited from.

    A public row gets a line in its history, and people are told of a new status.
    Raises ChangedMeanwhileError.
    """
    _lock(response.report)
    response.refresh_from_db()
    before = filled_in(response)
    if before == words:
        return False
    if fingerprint(before) != seen:
        raise ChangedMeanwhileError(response.pk)
    for name in NAMES:
        setattr(response, name, getattr(words, name))
    response.save(update_fields=NAMES)
    _record("response.written", response, by, before=_facts(before), after=_facts(words))
    if response.is_public:
        _note(response, before.status, by)
    return True


def _facts(words: ResponseWords) -> dict[str, Any]:
    return {"status": words.status, "on": words.on.isoformat()}


@transaction.atomic
def move_response(response: Response, step: int, *, by: Membership) -> tuple[int, int]:
    """Move it up by -1 or down by 1; its place, counted from 1, and how many there are."""
    _lock(response.report)
    rows = list(response.report.responses.standing())
    old = next((place for place, row in enumerate(rows) if row.pk == response.pk), None)
    if old is None:
        return 0, len(rows)
    new = min(max(old + step, 0), len(rows) - 1)
    rows.insert(new, rows.pop(old))
    for place, row in enumerate(rows, start=1):
        row.position = place
    Response.objects.bulk_update(rows, ["position"])
    if new != old:
        _record("response.moved", response, by, before={"place": old + 1}, after={"place": new + 1})
    return new + 1, len(rows)


@transaction.atomic
def make_public(response: Response, *, by: Membership) -> bool:
    """Show the row under the published report; false when it stands there. Raises NoReportYetError."""
    _lock(response.report)
    response.refresh_from_db()
    if current_of(response.report.consultation) is None:
        raise NoReportYetError(response.pk)
    if response.published_at is not None:
        return False
    response.published_at = timezone.now()
    response.save(update_fields=["published_at"])
    _record("response.published", response, by, after={"status": response.status})
    _note(response, "", by)
    return True


@transaction.atomic
def keep_to_team(response: Response, *, by: Membership) -> bool:
    """Take the row off the public page again; false when it was not on it."""
    _lock(response.report)
    response.refresh_from_db()
    if response.published_at is None:
        return False
    response.published_at = None
    response.save(update_fields=["published_at"])
    _record("response.kept", response, by)
    return True


@transaction.atomic
def remove_response(response: Response, *, by: Membership) -> None:
    """Take the row out of every list; `put_back` undoes it."""
    _set_removed(response, "response.removed", by, removed=True)


@transaction.atomic
def put_back(response: Response, *, by: Membership) -> None:
    """Let a removed row stand again where it stood."""
    _set_removed(response, "response.put_back", by, removed=False)


def _set_removed(response: Response, action: str, by: Membership, *, removed: bool) -> None:
    _lock(response.report)
    response.refresh_from_db()
    if (response.removed_at is not None) == removed:
        return
    response.removed_at = timezone.now() if removed else None
    response.save(update_fields=["removed_at"])
    _record(action, response, by)


def _note(response: Response, before: str, by: Membership) -> None:
    """A line for the public history; a new status is told to people together with what follows soon.

    The lock on the report keeps this and the telling apart, so that no change falls between two notices.
    """
    change = ResponseChange.objects.create(response=response, before=before, after=response.status, by=by)
    if change.is_of_words:
        return
    report = response.report_id
    if not Outbox.objects.open().filter(kind=CHANGED, payload__report=report).exists():
        at = timezone.now() + SETTLES
        outbox.put(CHANGED, f"responses:{change.pk}", {"report": report}, available_at=at)


def _lock(report: Report) -> None:
    Report.objects.select_for_update().get(pk=report.pk)


def _record(action: str, response: Response, by: Membership, **changed: Any) -> None:
    consultation = response.report.consultation
    record(action, response, actor=by.user, consultation=consultation, **changed)


__all__ = [
    "CHANGED",
    "SETTLES",
    "ChangedMeanwhileError",
    "NoReportYetError",
    "ResponseWords",
    "add_response",
    "filled_in",
    "fingerprint",
    "keep_to_team",
    "make_public",
    "move_response",
    "put_back",
    "remove_response",
    "write_response",
]
