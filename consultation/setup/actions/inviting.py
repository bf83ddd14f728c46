"""Who takes part: inviting, calling back, naming and removing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.audit import record
from consultation.models import Consultation, Invitation, Membership, Role, User
from consultation.setup import invitations, notices
from consultation.setup.actions.saving import locked
from consultation.setup.addresses import Pasted
from consultation.setup.refusal import RefusedError

INVITED = "invitation.made"
REVOKED = "invitation.revoked"
SENT_AGAIN = "invitation.sent_again"
ROLE_CHANGED = "membership.role_changed"
REMOVED = "membership.removed"


class Verdict(StrEnum):
    INVITED = "invited"
    MEMBER = "member"
    WAITING = "waiting"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """What became of one pasted line. `note` says more: the role a member has, why a line is refused."""

    line: str
    verdict: Verdict
    note: str = ""


@transaction.atomic
def invite(consultation: Consultation, people: Iterable[Pasted], role: str, *, actor: User) -> list[Answer]:
    """Keep a seat for every good address that has none, and have each mailed once."""
    now = locked(consultation)
    pasted = list(people)
    addresses = {person.address for person in pasted if not person.problem}
    members = _members_by_address(now, addresses)
    seats = Invitation.objects.filter(consultation=now, revoked_at__isnull=True)
    waiting = {seat.email.lower(): seat for seat in seats}
    answers = []
    seen: set[str] = set()
    for person in pasted:
        answers.append(_answer(person, seen, members, waiting))
        if answers[-1].verdict is Verdict.INVITED:
            _keep_seat(now, person, role, actor)
        seen.add(person.address)
    return answers


def _answer(
    person: Pasted, seen: set[str], members: dict[str, Membership], waiting: dict[str, Invitation]
) -> Answer:
    if person.problem:
        return Answer(person.line, Verdict.REFUSED, person.problem)
    if person.address in seen:
        return Answer(person.line, Verdict.REPEATED)
    if member := members.get(person.address):
        return Answer(person.line, Verdict.MEMBER, str(Role(member.role).label))
    if seat := waiting.get(person.address):
        return Answer(person.line, Verdict.WAITING, str(Role(seat.role).label))
    return Answer(person.line, Verdict.INVITED)


def _members_by_address(consultation: Consultation, addresses: set[str]) -> dict[str, Membership]:
    """The members who have proved one of these addresses, or were made with it."""
    members = Membership.objects.filter(consultation=consultation)
    made = members.filter(user__email__in=addresses).annotate(email=Lower("user__email"))
    proved = members.filter(user__emailaddress__verified=True, user__emailaddress__email__in=addresses)
    proved = proved.annotate(email=Lower("user__emailaddress__email"))
    pairs = [*made.values_list("email", "pk"), *proved.values_list("email", "pk")]
    found = members.in_bulk([pk for _email, pk in pairs])
    return {str(email): found[pk] for email, pk in pairs}


def _keep_seat(consultation: Consultation, person: Pasted, role: str, actor: User) -> None:
    seat = Invitation.objects.create(
        consultation=consultation, email=person.address, name=person.name, role=role, invited_by=actor
    )
    record(INVITED, seat, actor=actor, consultation=consultation, after={"role": role})
    invitations.mail_when_due(seat)


@transaction.atomic
def revoke(invitation: Invitation, *, actor: User) -> None:
    """Take a seat back that nobody has taken. Raises RefusedError when somebody has."""
    seat = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if seat.accepted_at is not None:
        raise RefusedError(_("This person has accepted and is a member now."))
    if seat.revoked_at is not None:
        return
    seat.revoked_at = timezone.now()
    seat.save(update_fields=["revoked_at"])
    record(REVOKED, seat, actor=actor, consultation=seat.consultation, before={"role": seat.role})


@transaction.atomic
def send_again(invitation: Invitation, *, actor: User) -> None:
    """Mail a waiting invitation once more. Raises RefusedError where that is not possible today."""
    seat = Invitation.objects.select_for_update().select_related("consultation").get(pk=invitation.pk)
    if seat.accepted_at is not None or seat.revoked_at is not None:
        raise RefusedError(_("This invitation no longer waits."))
    if invitations.is_held_back(seat):
        raise RefusedError(_("This invitation is mailed when the consultation is published."))
    if not invitations.mail_again(seat):
        raise RefusedError(_("This invitation was mailed today. It can be sent again tomorrow."))
    record(SENT_AGAIN, seat, actor=actor, consultation=seat.consultation)


@transaction.atomic
def change_role(membership: Membership, role: str, *, actor: User) -> bool:
    """Give a member another role; false when they have it. Raises RefusedError for the last editor."""
    consultation = locked(membership.consultation)
    member = Membership.objects.select_related("user").get(pk=membership.pk)
    if member.role == role:
        return False
    _check_an_editor_stays(consultation, member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    record(
        ROLE_CHANGED,
        member,
        actor=actor,
        consultation=consultation,
        before={"role": before},
        after={"role": role},
    )
    notices.tell_of_role(member, actor=actor, before=before)
    return True


@transaction.atomic
def remove(membership: Membership, *, actor: User) -> None:
    """Take a member's place away. Raises RefusedError for the last editor and for whoever has left traces."""
    consultation = locked(membership.consultation)
    member = Membership.objects.get(pk=membership.pk)
    _check_an_editor_stays(consultation, member)
    record(REMOVED, member, actor=actor, consultation=consultation, before={"role": member.role})
    Invitation.objects.filter(membership=member).update(revoked_at=timezone.now())
    try:
        member.delete()
    except ProtectedError:
        raise RefusedError(
            _("%(name)s has written or worked here, so their place stays. Make them an observer instead.")
            % {"name": member.name}
        ) from None


def _check_an_editor_stays(consultation: Consultation, member: Membership) -> None:
    """Raises RefusedError when this is the only editor who can sign in."""
    if member.role != Role.EDITOR:
        return
    able = Membership.objects.filter(
        consultation=consultation, role=Role.EDITOR, user__is_active=True, user__suspended_at__isnull=True
    )
    if not able.exclude(pk=member.pk).exists():
        raise RefusedError(_("This is the only editor. Name another editor first."))
