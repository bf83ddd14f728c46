from __future__ import annotations

from typing import Any

from consultation.models import Consultation, Membership, User
from consultation.notifications import notify
from consultation.outbox import works_off
from contributions.actions import BOUND, POSTED
from contributions.models import Contribution, Mention
from contributions.notices import MENTION, REPLY


@works_off(POSTED)
def tell_of_contribution(payload: dict[str, Any]) -> None:
    """Tell everyone mentioned, and the author replied to, once each; never the author."""
    contribution = _visible(payload["contribution"])
    if contribution is None:
        return
    mentioned = Mention.objects.filter(revision=contribution.revision_id, membership__isnull=False)
    people = {m.membership for m in mentioned.select_related("membership__user") if m.membership}
    _tell(contribution, people, MENTION)
    if contribution.parent is not None:
        _tell(contribution, {contribution.parent.author} - people, REPLY)


@works_off(BOUND)
def tell_of_bound_mention(payload: dict[str, Any]) -> None:
    """Tell a member that they had been mentioned before they came."""
    contribution = _visible(payload["contribution"])
    members = Membership.objects.select_related("user").filter(pk=payload["membership"])
    if contribution is not None:
        _tell(contribution, set(members), MENTION)


def _visible(pk: int) -> Contribution | None:
    related = Contribution.objects.visible().select_related(
        "room__consultation", "author", "parent__author__user"
    )
    return related.filter(pk=pk).first()


def _tell(contribution: Contribution, members: set[Membership], kind: str) -> None:
    """One notice per person and contribution, to those who may read it."""
    people = {member.user for member in members if member.pk != contribution.author_id and member.user}
    readers = [person for person in people if _may_read(person, contribution.consultation)]
    notify(
        readers,
        kind=kind,
        key=f"contribution:{contribution.pk}",
        consultation=contribution.consultation,
        object_id=contribution.pk,
    )


def _may_read(person: User, consultation: Consultation) -> bool:
    known = Consultation.objects.knowable_by(person)
    return bool(known.filter(pk=consultation.pk).exists())
