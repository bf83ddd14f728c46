"""The ledger: saying what became of contributions that no insight uses and no theme gathers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from consultation.audit import record
from consultation.models import Membership
from contributions.models import Contribution
from synthesis.models import Disposition


class NotSettledError(ValueError):
    """The form does not settle anything; the message says why, for people."""


@dataclass(frozen=True)
class Settling:
    """What is said of some contributions: a kind, why, and for the same as another, which one."""

    kind: str
    reason: str = ""
    same_as: Contribution | None = None


@transaction.atomic
def settle(contributions: Sequence[Contribution], said: Settling, *, by: Membership) -> int:
    """Say it of each of these; says how many. Raises NotSettledError."""
    _refuse(contributions, said)
    for contribution in contributions:
        facts = {"kind": said.kind, "same_as": said.same_as, "reason": said.reason, "by": by}
        Disposition.objects.update_or_create(contribution=contribution, defaults=facts)
        record(
            "ledger.settled",
            contribution,
            actor=by.user,
            consultation=contribution.room.consultation,
            after={"kind": said.kind, "same_as": said.same_as.number if said.same_as else None},
            reason=said.reason,
        )
    return len(contributions)


def _refuse(contributions: Sequence[Contribution], said: Settling) -> None:
    if not contributions:
        raise NotSettledError(_("Tick at least one contribution."))
    if said.kind not in Disposition.Kind.values:
        raise NotSettledError(_("Choose what became of them."))
    if said.kind == Disposition.Kind.OUT and not said.reason:
        raise NotSettledError(_("Say why they are out of scope."))
    if (said.kind == Disposition.Kind.SAME) != (said.same_as is not None):
        raise NotSettledError(_("Enter the number of the contribution that says the same."))
    if said.same_as in contributions:
        raise NotSettledError(_("A contribution cannot be the same as itself."))


@transaction.atomic
def reopen(disposition: Disposition, *, by: Membership) -> None:
    """Take back what was said of a contribution."""
    contribution = disposition.contribution
    record(
        "ledger.reopened",
        contribution,
        actor=by.user,
        consultation=contribution.room.consultation,
        before={"kind": disposition.kind},
    )
    disposition.delete()
