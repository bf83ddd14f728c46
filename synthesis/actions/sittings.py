"""A sitting: what one open page saves by itself. The record tells of it once, then again after a while."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from consultation.models import AuditEntry
from synthesis.models import Figure, Report, Section

SITTING = timedelta(minutes=15)  # what one page saves by itself in that time is told once


def is_going_on(thing: Section | Figure | Report, sitting: uuid.UUID | None) -> bool:
    """Whether the page of this key wrote the thing last: its own words do not stand against it."""
    return sitting is not None and thing.sitting == sitting


def is_told(action: str, thing: Section | Figure | Report, sitting: uuid.UUID | None) -> bool:
    """Whether the record has lately been told that this page writes the thing, which it wrote last."""
    if not is_going_on(thing, sitting):
        return False
    lately = AuditEntry.objects.filter(action=action, at__gt=timezone.now() - SITTING)
    return lately.filter(object_type=thing._meta.label_lower, object_id=thing.pk).exists()  # noqa: SLF001  Django's public name for it
