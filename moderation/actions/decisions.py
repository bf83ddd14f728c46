"""Hiding and restoring: the column moves on the floor below, the reasoned decision stands here."""

from __future__ import annotations

from collections.abc import Set

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from consultation.notifications import notify
from contributions.actions import sealing
from contributions.models import Contribution, Visibility
from moderation.actions.flagging import answer_reports
from moderation.models import SECRET_REASONS, Decision
from moderation.notices import HIDDEN, RESTORED

MAY_BE_HIDDEN = frozenset({Visibility.VISIBLE, Visibility.HELD})


class OwnContributionError(Exception):
    """Nobody hides or restores what they wrote themselves."""


class NotToBeMovedError(Exception):
    """The contribution does not stand where it could be moved from. `visibility` says where it stands."""

    def __init__(self, visibility: str) -> None:
        super().__init__(visibility)
        self.visibility = visibility


class SealedError(Exception):
    """Its words were removed for good. They can be shown again only when their author writes them anew."""


@transaction.atomic
def hide(
    contribution: Contribution, *, reason: str, to_author: str = "", to_team: str = "", by: Membership
) -> Decision:
    """Hide a shown or held contribution and tell its author why; those who reported it are told too.

    For personal data and safety all its versions are sealed: only what its author writes anew can be shown.
    Raises OwnContributionError and NotToBeMovedError.
    """
    before = _move(contribution, MAY_BE_HIDDEN, Visibility.HIDDEN, by)
    decision = Decision.objects.create(
        contribution=contribution,
        kind=Decision.Kind.HIDE,
        reason=reason,
        to_author=to_author,
        to_team=to_team,
        actor=by,
    )
    if reason in SECRET_REASONS:
        sealing.seal_all(contribution, sealing.HIDDEN)
    answer_reports(contribution, by=by)
    _record_and_tell("contribution.hidden", decision, before, HIDDEN)
    return decision


@transaction.atomic
def restore(contribution: Contribution, *, note: str = "", by: Membership) -> Decision:
    """Show a hidden contribution again and tell its author.

    Raises OwnContributionError, NotToBeMovedError and SealedError.
    """
    newest = contribution.revisions.order_by("-number").first()
    if newest is not None and newest.sealed_at is not None:
        raise SealedError
    before = _move(contribution, {Visibility.HIDDEN}, Visibility.VISIBLE, by)
    decision = Decision.objects.create(
        contribution=contribution, kind=Decision.Kind.RESTORE, to_team=note, actor=by
    )
    _record_and_tell("contribution.restored", decision, before, RESTORED)
    return decision


def _move(contribution: Contribution, origins: Set[Visibility], goal: Visibility, by: Membership) -> str:
    """Move it and say where it stood. Of two at once, one moves it and the other is told that it is done."""
    if contribution.is_by(by):
        raise OwnContributionError
    before = contribution.visibility
    if before not in origins:
        raise NotToBeMovedError(before)
    if not contribution.move_to(goal):
        contribution.refresh_from_db(fields=["visibility"])
        raise NotToBeMovedError(contribution.visibility)
    return before


def _record_and_tell(action: str, decision: Decision, before: str, kind: str) -> None:
    contribution = decision.contribution
    consultation = contribution.room.consultation
    record(
        action,
        contribution,
        actor=decision.actor.user,
        consultation=consultation,
        before={"visibility": before},
        after={"visibility": contribution.visibility},
        reason=decision.reason,
    )
    author = contribution.author.user
    notify(
        [author] if author is not None else [],
        kind=kind,
        key=f"decision:{decision.pk}",
        consultation=consultation,
        object_id=decision.pk,
    )
