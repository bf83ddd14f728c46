from __future__ import annotations

from enum import Enum, auto

from django.db import transaction

from consultation.audit import record
from consultation.models import User
from consultation.people.entering import make_person, person_of

NAMED = "administrator.named"


class Outcome(Enum):
    """What became of a request to name a site administrator."""

    MADE = auto()
    NAMED = auto()
    STOOD = auto()
    SUSPENDED = auto()


@transaction.atomic
def name_administrator(address: str) -> Outcome:
    """Make whoever has this address a site administrator; an unknown address gets an account. On record.

    Twice is the same as once. Somebody suspended stays as they are.
    """
    known = person_of(address)
    user = User.objects.select_for_update().get(pk=(known or make_person(address)).pk)
    if user.is_suspended or not user.is_active:
        return Outcome.SUSPENDED
    if user.is_superuser:
        return Outcome.STOOD
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    record(NAMED, user, actor=None, consultation=None, after={"is_administrator": True})
    return Outcome.NAMED if known else Outcome.MADE
