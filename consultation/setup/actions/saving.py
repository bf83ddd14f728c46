"""Saving what people fill in, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from consultation.audit import record
from consultation.models import AuditEntry, Consultation, User
from consultation.setup.refusal import RefusedError

NAMED = "consultation.named"
WRITTEN = "consultation.written"
DATED = "consultation.dated"
AUDIENCE_SET = "consultation.audience_set"
TEXTS = frozenset({"welcome", "objective", "outcome"})


def locked(consultation: Consultation) -> Consultation:
    """The consultation as it stands now, nobody else changing it until the transaction ends."""
    return Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)


@transaction.atomic
def save_name(consultation: Consultation, values: Mapping[str, Any], *, actor: User) -> None:
    """Raises RefusedError when the address is fixed or taken meanwhile."""
    now = locked(consultation)
    if values.get("slug", now.slug) != now.slug and not now.is_draft:
        raise RefusedError(_("The consultation is published: its address can no longer change."))
    try:
        with transaction.atomic():
            _change(now, NAMED, values, actor)
    except IntegrityError:
        raise RefusedError(_("Another consultation has this address. Choose a different one.")) from None


@transaction.atomic
def save_texts(consultation: Consultation, values: Mapping[str, Any], *, actor: User) -> None:
    _change(locked(consultation), WRITTEN, values, actor)


@transaction.atomic
def save_dates(consultation: Consultation, values: Mapping[str, Any], *, actor: User) -> None:
    """Dates of a draft. Raises RefusedError once it is published: then they move with a reason only."""
    now = locked(consultation)
    if not now.is_draft:
        raise RefusedError(_("The consultation is published. Extend the closing date to change it."))
    _change(now, DATED, values, actor)


@transaction.atomic
def promise_summary(consultation: Consultation, day: date, *, actor: User) -> None:
    _change(locked(consultation), DATED, {"summary_due_on": day}, actor)


@transaction.atomic
def set_audience(consultation: Consultation, audience: str, *, actor: User) -> None:
    """On record even when it stays as it was: somebody has decided who can see it."""
    now = locked(consultation)
    before = now.audience
    now.audience = audience
    now.save(update_fields=["audience"])
    record(
        AUDIENCE_SET,
        now,
        actor=actor,
        consultation=now,
        before={"audience": before},
        after={"audience": audience},
    )


def has_audience(consultation: Consultation) -> bool:
    """Whether anybody has decided who can see it."""
    return AuditEntry.objects.filter(consultation_id=consultation.pk, action=AUDIENCE_SET).exists()


def _change(consultation: Consultation, action: str, values: Mapping[str, Any], actor: User) -> None:
    """Store what differs and put it on record; nothing when nothing differs."""
    changed = [name for name, value in values.items() if getattr(consultation, name) != value]
    if not changed:
        return
    before = {name: recorded(name, getattr(consultation, name)) for name in changed}
    for name in changed:
        setattr(consultation, name, values[name])
    consultation.save(update_fields=changed)
    after = {name: recorded(name, values[name]) for name in changed}
    record(action, consultation, actor=actor, consultation=consultation, before=before, after=after)


def recorded(name: str, value: Any) -> Any:
    """A value as the record holds it: of a text its length alone, since it may name people."""
    if name in TEXTS:
        return {"characters": len(value)}
    return value.isoformat() if isinstance(value, date | datetime) else value
