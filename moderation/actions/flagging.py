"""Readers report contributions to the moderators, who keep them shown or hide them.

The author of a hidden one may ask for a review: that is a report too, and another moderator answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultation.audit import record
from consultation.models import Membership, Role, User
from consultation.notifications import notify
from contributions.models import Contribution, Visibility
from moderation.models import Decision, Flag
from moderation.notices import ANSWERED, KEPT, REPORTED

MOST_A_DAY = 20
A_DAY = timedelta(days=1)
MODERATING = (Role.MODERATOR, Role.EDITOR)


class ReportedAlreadyError(Exception):
    """This reader has an open report of this contribution."""


class TooManyReportsError(Exception):
    """This reader reported as much as anyone may in a day."""


class OwnDecisionError(Exception):
    """Its author asks for a review: another moderator than the one who hid it answers."""


class NotHiddenError(Exception):
    """Only of what is hidden a review can be asked."""


@transaction.atomic
def report(contribution: Contribution, *, reason: str, note: str = "", by: User) -> Flag:
    """Tell the room's moderators at once. Raises ReportedAlreadyError and TooManyReportsError."""
    User.objects.select_for_update().get(pk=by.pk)  # of reports sent at once, each is counted
    if Flag.objects.open().filter(contribution=contribution, by=by).exists():
        raise ReportedAlreadyError
    sent = Flag.objects.filter(by=by, at__gt=timezone.now() - A_DAY).count()
    if settings.RATE_LIMITS and sent >= MOST_A_DAY:
        raise TooManyReportsError
    flag = _create(contribution, reason, note, by)
    consultation = contribution.room.consultation
    record("contribution.reported", contribution, actor=by, consultation=consultation, reason=reason)
    _tell(flag, moderators_of(contribution), REPORTED)
    return flag


@transaction.atomic
def ask_for_review(contribution: Contribution, *, note: str, by: Membership) -> Flag:
    """The author of a hidden contribution asks another moderator to look. Once at a time.

    Raises NotHiddenError and ReportedAlreadyError.
    """
    user = by.user
    if user is None or not contribution.is_by(by) or contribution.visibility != Visibility.HIDDEN:
        raise NotHiddenError
    flag = _create(contribution, Flag.Reason.REVIEW, note, user)
    consultation = contribution.room.consultation
    record("contribution.review_asked", contribution, actor=user, consultation=consultation)
    hiding = contribution.decisions.filter(kind=Decision.Kind.HIDE).select_related("actor__user").first()
    decider = hiding.actor.user if hiding is not None else None
    asked = [person for person in moderators_of(contribution) if person != decider]
    _tell(flag, asked or _others(contribution, decider), REPORTED)
    return flag


def _others(contribution: Contribution, decider: User | None) -> list[User]:
    """Whoever else moderates the consultation, where the room's only moderator decided."""
    team = contribution.room.consultation.memberships.filter(role__in=MODERATING).select_related("user")
    found = [member.user for member in team.exclude(pk=contribution.author_id) if member.user is not None]
    return [person for person in found if person != decider]


def _tell(flag: Flag, people: Sequence[User], kind: str) -> None:
    notify(
        people,
        kind=kind,
        key=f"flag:{flag.pk}" if kind == REPORTED else f"flag-answered:{flag.pk}",
        consultation=flag.contribution.room.consultation,
        object_id=flag.pk,
    )


def _create(contribution: Contribution, reason: str, note: str, by: User) -> Flag:
    try:
        with transaction.atomic():
            return Flag.objects.create(contribution=contribution, by=by, reason=reason, note=note)
    except IntegrityError as error:
        raise ReportedAlreadyError from error


def moderators_of(contribution: Contribution) -> list[User]:
    """The moderators of its room, else those of the consultation; never the one who wrote it."""
    team = contribution.room.consultation.memberships.filter(role__in=MODERATING)
    for members in (contribution.room.moderators.filter(role__in=MODERATING), team):
        others = members.exclude(pk=contribution.author_id).select_related("user")
        if found := [member.user for member in others if member.user is not None]:
            return found
    return []


@transaction.atomic
def keep_shown(contribution: Contribution, *, answer: str = "", by: Membership) -> int:
    """Answer all open reports: the contribution stays as it is. Says how many there were.

    Those who sent them and its author are told, with the moderator's answer. Raises OwnDecisionError.
    """
    refuse_own_decision(contribution, by=by)
    answered = answer_reports(contribution, answer=answer, by=by)
    if answered:
        consultation = contribution.room.consultation
        record("contribution.kept", contribution, actor=by.user, consultation=consultation)
    author = contribution.author.user
    if answered and author is not None and contribution.visibility == Visibility.VISIBLE:
        notify(
            [author],
            kind=KEPT,
            key=f"kept:{answered[0].pk}",
            consultation=contribution.room.consultation,
            object_id=contribution.pk,
        )
    return len(answered)


def refuse_own_decision(contribution: Contribution, *, by: Membership) -> None:
    """Raises OwnDecisionError where the author asked for a review of what this moderator decided."""
    asked = Flag.objects.open().filter(contribution=contribution, reason=Flag.Reason.REVIEW)
    hiding = contribution.decisions.filter(kind=Decision.Kind.HIDE).first()
    if hiding is not None and hiding.actor_id == by.pk and asked.exists():
        raise OwnDecisionError


def answer_reports(
    contribution: Contribution, *, answer: str = "", tells: bool = True, by: Membership
) -> Sequence[Flag]:
    """Close the open reports and tell those who sent them, in the caller's transaction."""
    flags = list(
        Flag.objects.open()
        .filter(contribution=contribution)
        .select_for_update(of=["self"])
        .select_related("by")
    )
    now = timezone.now()
    pks = [flag.pk for flag in flags]
    Flag.objects.filter(pk__in=pks).update(resolved_at=now, resolved_by=by, answer=answer)
    for flag in flags if tells else ():
        flag.contribution = contribution
        _tell(flag, [flag.by] if flag.by is not None else [], ANSWERED)
    return flags
