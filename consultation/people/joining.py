"""How a person comes into a consultation: by joining, or by the seat an invitation keeps for an address."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from consultation.audit import record
from consultation.models import TEAM_ROLES, Consultation, Invitation, Membership, Role, User

type Joined = Callable[[Membership, Invitation | None], None]

_callbacks: list[Joined] = []


def on_joined(callback: Joined) -> None:
    """Have `callback(membership, invitation)` called in the transaction of every new membership.

    Higher floors register in `AppConfig.ready()`.
    """
    _callbacks.append(callback)


def join(user: User, consultation: Consultation, *, invitation: Invitation | None = None) -> Membership:
    """The person's place in a consultation, made with their profile as it stands now if they have none.

    Twice, or twice at once, gives the same membership.
    """
    existing = Membership.objects.filter(user=user, consultation=consultation).first()
    if existing is not None:
        return existing
    try:
        return _take_place(user, consultation, invitation)
    except IntegrityError:
        return Membership.objects.get(user=user, consultation=consultation)


@transaction.atomic
def _take_place(user: User, consultation: Consultation, invitation: Invitation | None) -> Membership:
    membership = Membership.of(user, consultation, invitation.role if invitation else Role.PARTICIPANT)
    if invitation is not None and invitation.name and not user.name:
        membership.name = invitation.name
    membership.save()
    for callback in _callbacks:
        callback(membership, invitation)
    return membership


@transaction.atomic
def accept_invitations(user: User) -> list[Membership]:
    """Take every seat that waits for an address this person has proved."""
    locked = seats_for(user).select_related("consultation").select_for_update(of=("self",)).order_by("pk")
    return [_accept(user, invitation) for invitation in locked]


def seats_for(user: User) -> QuerySet[Invitation]:
    """The seats that wait for an address this person has proved."""
    if user.is_suspended or not user.is_active:
        return Invitation.objects.none()
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Invitation.objects.waiting().annotate(address=Lower("email")).filter(address__in=list(proved))


def _accept(user: User, invitation: Invitation) -> Membership:
    membership = join(user, invitation.consultation, invitation=invitation)
    before = membership.role
    if membership.role not in TEAM_ROLES and _ranks_higher(invitation.role, membership.role):
        membership.role = invitation.role
        membership.save(update_fields=["role"])
    invitation.accepted_at = timezone.now()
    if not Invitation.objects.filter(membership=membership).exists():
        invitation.membership = membership
    invitation.save(update_fields=["accepted_at", "membership"])
    record(
        "invitation.accepted",
        invitation,
        actor=user,
        consultation=invitation.consultation,
        before={"role": before},
        after={"role": membership.role, "membership": membership.pk},
    )
    return membership


def _ranks_higher(one: str, other: str) -> bool:
    ranks = Role.values
    return ranks.index(one) > ranks.index(other)
