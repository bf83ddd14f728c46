"""Hiding, restoring, letting through: the column moves on the floor below, the decision stands here."""

from __future__ import annotations

from collections.abc import Set

from django.db import transaction
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import AuditEntry, Membership
from consultation.notifications import notify
from contributions.actions import POSTED, sealing
from contributions.models import Contribution, Visibility
from moderation.actions.flagging import answer_reports, refuse_own_decision
from moderation.models import SECRET_REASONS, Decision
from moderation.notices import HIDDEN, RELEASED, RESTORED

HIDING = "contribution.hidden"
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
    _record_and_tell(HIDING, decision, before, HIDDEN)
    return decision


@transaction.atomic
def hide_with_replies(
    contribution: Contribution, *, reason: str, to_author: str = "", to_team: str = "", by: Membership
) -> list[Decision]:
    """Hide it and everything below it that is shown or held, but what this moderator wrote.

    Each is a decision of its own, told to its author. Raises OwnContributionError and NotToBeMovedError.
    """
    decisions = [hide(contribution, reason=reason, to_author=to_author, to_team=to_team, by=by)]
    for reply in replies_below(contribution, by=by):
        try:
            decisions.append(hide(reply, reason=reason, to_team=to_team, by=by))
        except NotToBeMovedError:  # its author withdrew it, or somebody else hid it just now
            continue
    return decisions


def replies_below(contribution: Contribution, *, by: Membership | None) -> list[Contribution]:
    """The replies to it, and to these, that somebody may hide together with it; one query."""
    thread = Contribution.objects.filter(thread=contribution.root_id).order_by("number")
    below, found = {contribution.pk}, []
    for one in thread.select_related("author__user", "room__consultation"):
        if one.parent_id in below:
            below.add(one.pk)
            if one.visibility in MAY_BE_HIDDEN and not one.is_by(by):
                found.append(one)
    return found


@transaction.atomic
def release(contribution: Contribution, *, note: str = "", by: Membership) -> Decision:
    """Let a held contribution through: its author is told, and everyone whom posting it would have told.

    Raises OwnContributionError and NotToBeMovedError.
    """
    before = _move(contribution, {Visibility.HELD}, Visibility.VISIBLE, by)
    decision = Decision.objects.create(
        contribution=contribution, kind=Decision.Kind.RELEASE, to_team=note, actor=by
    )
    _record_and_tell("contribution.released", decision, before, RELEASED)
    _tell_of_first_showing(contribution)
    return decision


def _tell_of_first_showing(contribution: Contribution) -> None:
    """Tell those whom posting it would have told: once, whatever happens to it later."""
    contribution.released_at = timezone.now()
    contribution.save(update_fields=["released_at"])
    outbox.put(POSTED, f"released:{contribution.pk}", {"contribution": contribution.pk})


@transaction.atomic
def restore(contribution: Contribution, *, note: str = "", by: Membership) -> Decision:
    """Show a hidden contribution again and tell its author, who may have asked for a review.

    Where it was held before it was hidden, those whom posting it would have told hear of it now.
    Raises OwnContributionError, OwnDecisionError, NotToBeMovedError and SealedError.
    """
    refuse_own_decision(contribution, by=by)
    newest = contribution.revisions.order_by("-number").first()
    if newest is not None and newest.sealed_at is not None:
        raise SealedError
    before = _move(contribution, {Visibility.HIDDEN}, Visibility.VISIBLE, by)
    decision = Decision.objects.create(
        contribution=contribution, kind=Decision.Kind.RESTORE, to_team=note, actor=by
    )
    answer_reports(contribution, by=by, tells=False)
    _record_and_tell("contribution.restored", decision, before, RESTORED)
    if _was_held(contribution):
        _tell_of_first_showing(contribution)
    return decision


def _was_held(contribution: Contribution) -> bool:
    """Whether it was waiting when it was hidden, so that nobody has seen it yet: the record says so."""
    of_this = AuditEntry.objects.filter(
        consultation_id=contribution.room.consultation_id, action=HIDING, object_id=contribution.pk
    )
    last = of_this.order_by("-at", "-pk").values_list("before__visibility", flat=True).first()
    return contribution.released_at is None and last == Visibility.HELD


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
