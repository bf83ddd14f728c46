"""Readers report contributions to the moderators, who keep them shown or hide them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultation.audit import record
from consultation.models import Membership, Role, User
from consultation.notifications import notify
from contributions.models import Contribution
from moderation.models import Flag
from moderation.notices import ANSWERED, REPORTED

MOST_A_DAY = 20
A_DAY = timedelta(days=1)
MODERATING = (Role.MODERATOR, Role.EDITOR)


class ReportedAlreadyError(Exception):
    """This reader has an open report of this contribution."""


class TooManyReportsError(Exception):
    """This reader reported as much as anyone may in a day."""


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
    notify(
        moderators_of(contribution),
        kind=REPORTED,
        key=f"flag:{flag.pk}",
        consultation=consultation,
        object_id=flag.pk,
    )
    return flag


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
def keep_shown(contribution: Contribution, *, by: Membership) -> int:
    """Answer all open reports: the contribution stays as it is. Says how many there were."""
    answered = answer_reports(contribution, by=by)
    if answered:
        consultation = contribution.room.consultation
        record("contribution.kept", contribution, actor=by.user, consultation=consultation)
    return len(answered)


def answer_reports(contribution: Contribution, *, by: Membership) -> Sequence[Flag]:
    """Close the open reports and tell those who sent them, in the caller's transaction."""
    flags = list(
        Flag.objects.open()
        .filter(contribution=contribution)
        .select_for_update(of=["self"])
        .select_related("by")
    )
    now = timezone.now()
    Flag.objects.filter(pk__in=[flag.pk for flag in flags]).update(resolved_at=now, resolved_by=by)
    for flag in flags:
        notify(
            [flag.by] if flag.by is not None else [],
            kind=ANSWERED,
            key=f"flag-answered:{flag.pk}",
            consultation=contribution.room.consultation,
            object_id=flag.pk,
        )
    return flags
