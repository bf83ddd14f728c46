"""An author takes a contribution back."""

from __future__ import annotations

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from contributions.actions import sealing
from contributions.models import Contribution, Visibility


class NotTheAuthorError(Exception):
    """Nobody edits or withdraws what somebody else wrote."""


@transaction.atomic
def withdraw(contribution: Contribution, *, by: Membership) -> bool:
    """Take it back for good: its number and the replies stay, its words go. False when that is done already.

    Raises NotTheAuthorError.
    """
    if not contribution.is_by(by):
        raise NotTheAuthorError
    locked = Contribution.objects.select_for_update(of=["self"]).get(pk=contribution.pk)
    before = locked.visibility
    if not locked.move_to(Visibility.WITHDRAWN):
        return False
    contribution.visibility = locked.visibility
    sealing.seal_all(contribution, sealing.WITHDRAWN)
    record(
        "contribution.withdrawn",
        contribution,
        actor=by.user,
        consultation=contribution.consultation,
        before={"visibility": before},
        after={"visibility": contribution.visibility, "after_close": is_after_close(contribution)},
    )
    return True


def is_after_close(contribution: Contribution) -> bool:
    """Whether writing has ended where it stands: what its author does to it then is marked so."""
    return not contribution.room.accepts_contributions
