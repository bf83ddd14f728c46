"""Letting people in, taking a consultation back, putting it away."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.audit import record
from consultation.models import Consultation, State, User
from consultation.setup import checklist, invitations
from consultation.setup.actions.saving import locked
from consultation.setup.refusal import RefusedError

PUBLISHED = invitations.PUBLISHED
UNPUBLISHED = "consultation.unpublished"
ARCHIVED = "consultation.archived"
BROUGHT_BACK = "consultation.brought_back"


class Hold(Protocol):
    """Says why a consultation cannot go back to a draft; empty when nothing holds it.

    With `lock`, what it looked at stays as it is until the transaction ends.
    """

    def __call__(self, consultation: Consultation, *, lock: bool) -> str: ...


_holds: list[Hold] = []


def on_unpublish(hold: Hold) -> None:
    _holds.append(hold)


def what_holds(consultation: Consultation, *, lock: bool = False) -> str:
    """The first reason why it cannot go back to a draft; empty when it can."""
    reasons = (hold(consultation, lock=lock) for hold in _holds)
    return next((reason for reason in reasons if reason), "")


@transaction.atomic
def publish(consultation: Consultation, *, actor: User) -> None:
    """Let those see it who may, and mail those invited while it was a draft. Twice is the same as once.

    Raises RefusedError while anything is missing.
    """
    now = locked(consultation)
    if not now.is_draft:
        return
    if not checklist.is_ready(now):
        raise RefusedError(_("Some things are missing. Add them, then publish."))
    now.published_at = timezone.now()
    now.archived_at = None
    now.save(update_fields=["published_at", "archived_at"])
    invitations.mail_held_back(now)
    after = {"audience": now.audience, "state": str(now.state)}
    record(PUBLISHED, now, actor=actor, consultation=now, after=after)


@transaction.atomic
def unpublish(consultation: Consultation, *, actor: User) -> None:
    """Back to a draft that only the team sees. Raises RefusedError once anybody has contributed."""
    now = locked(consultation)
    if now.is_draft:
        return
    if reason := what_holds(now, lock=True):
        raise RefusedError(reason)
    before = {"published_at": now.published_at.isoformat() if now.published_at else None}
    now.published_at = None
    now.save(update_fields=["published_at"])
    record(UNPUBLISHED, now, actor=actor, consultation=now, before=before)


@transaction.atomic
def archive(consultation: Consultation, *, actor: User) -> None:
    """Put a closed consultation away: it stays readable. Raises RefusedError while people may still write."""
    now = locked(consultation)
    if now.state == State.ARCHIVED:
        return
    if now.state not in {State.CLOSED, State.PUBLISHED}:
        raise RefusedError(_("Only a closed consultation can be archived."))
    now.archived_at = timezone.now()
    now.save(update_fields=["archived_at"])
    record(ARCHIVED, now, actor=actor, consultation=now)


@transaction.atomic
def bring_back(consultation: Consultation, *, actor: User) -> None:
    """Out of the archive again."""
    now = locked(consultation)
    if now.archived_at is None:
        return
    now.archived_at = None
    now.save(update_fields=["archived_at"])
    record(BROUGHT_BACK, now, actor=actor, consultation=now)
