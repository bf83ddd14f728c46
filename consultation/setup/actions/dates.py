"""Moving the closing date of a published consultation: in the open, with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import outbox
from consultation.audit import record
from consultation.models import Consultation, DateChange, State, User
from consultation.setup.actions.saving import locked
from consultation.setup.notices import DATE_CHANGED
from consultation.setup.refusal import RefusedError

MOVED = "consultation.closing_moved"
CLOSED = "consultation.closed"
MOVABLE = frozenset({State.SCHEDULED, State.OPEN, State.CLOSED})


@transaction.atomic
def move_closing(
    consultation: Consultation, closes_at: datetime, reason: str, *, actor: User, known: datetime
) -> DateChange:
    """Extend, shorten or reopen. `known` is the closing date that the person saw when they decided.

    Raises RefusedError when the date stands elsewhere by now, or can no longer move.
    """
    now = locked(consultation)
    _check_movable(now)
    if now.closes_at is None or int(now.closes_at.timestamp()) != int(known.timestamp()):
        raise RefusedError(_("Somebody has moved the closing date meanwhile. Look at it again."))
    return _move(now, MOVED, closes_at, reason, actor)


@transaction.atomic
def close_now(consultation: Consultation, reason: str, *, actor: User) -> DateChange:
    """Raises RefusedError unless it is open."""
    now = locked(consultation)
    if now.state != State.OPEN:
        raise RefusedError(_("Only an open consultation can be closed."))
    return _move(now, CLOSED, timezone.now(), reason, actor)


def _check_movable(consultation: Consultation) -> None:
    state = consultation.state
    if state == State.DRAFT:
        raise RefusedError(_("This is a draft: change its dates under Dates and time zone."))
    if state not in MOVABLE:
        raise RefusedError(_("The summary is published or the consultation archived: its dates stay."))


def _move(
    consultation: Consultation, action: str, closes_at: datetime, reason: str, actor: User
) -> DateChange:
    old = consultation.closes_at
    assert old is not None  # noqa: S101  a published consultation has both dates, says the database
    change = DateChange.objects.create(
        consultation=consultation, old_closes_at=old, new_closes_at=closes_at, reason=reason, actor=actor
    )
    fields = ["closes_at"]
    consultation.closes_at = closes_at
    if consultation.summary_due_on is not None and closes_at > old:
        zone = consultation.zone  # where clocks change in between, UTC may count a day more or less
        consultation.summary_due_on += closes_at.astimezone(zone).date() - old.astimezone(zone).date()
        fields.append("summary_due_on")
    consultation.save(update_fields=fields)
    record(
        action,
        consultation,
        actor=actor,
        consultation=consultation,
        before={"closes_at": old.isoformat()},
        after={"closes_at": closes_at.isoformat(), "change": change.pk},
        reason=reason,
    )
    outbox.put(DATE_CHANGED, f"date-change:{change.pk}", {"change": change.pk})
    return change
