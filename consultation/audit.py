"""Writing the record. Call `record` in the transaction of the act it tells of."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from consultation.models import AuditEntry, Consultation, User


def record(  # noqa: PLR0913  the six W of a record
    action: str,
    thing: Model,
    *,
    actor: User | None,
    consultation: Consultation | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one line: who (`None` for the system itself) did what to which thing, and why.

    `before` and `after` hold JSON values only, and never a person's words or address.
    """
    return AuditEntry.objects.create(
        consultation_id=consultation.pk if consultation else None,
        actor_id=actor.pk if actor else None,
        action=action,
        object_type=thing._meta.label_lower,  # noqa: SLF001  Django's public name for it
        object_id=thing.pk,
        before=before or {},
        after=after or {},
        reason=reason,
    )
