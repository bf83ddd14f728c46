"""What the demo's people were told on the site while the script was played. No mail goes out."""

from __future__ import annotations

from datetime import datetime, timedelta

from consultation.models import Consultation, Membership, Notification
from contributions.models import Contribution, Mention
from contributions.notices import MENTION, REPLY
from synthesis.demo.clock import Clock

READ_AFTER = timedelta(days=4)


def give_notices(consultation: Consultation, clock: Clock) -> None:
    """A notice for everyone mentioned or answered, as the site gives them; older ones are read."""
    Notification.objects.bulk_create(
        Notification(
            recipient=member.user,
            consultation=consultation,
            kind=kind,
            key=f"contribution:{contribution.pk}",
            object_id=contribution.pk,
            created_at=contribution.created_at,
            read_at=_read_at(contribution, clock),
        )
        for contribution in _contributions(consultation)
        for member, kind in _told(contribution).items()
        if member.user is not None and member.pk != contribution.author_id
    )


def _contributions(consultation: Consultation) -> list[Contribution]:
    found = Contribution.objects.of(consultation).visible()
    return list(found.select_related("parent__author__user").order_by("created_at"))


def _told(contribution: Contribution) -> dict[Membership, str]:
    told = {contribution.parent.author: REPLY} if contribution.parent else {}
    named = Mention.objects.filter(revision=contribution.revision_id).select_related("membership__user")
    return told | {mention.membership: MENTION for mention in named if mention.membership}


def _read_at(contribution: Contribution, clock: Clock) -> datetime | None:
    read = contribution.created_at + READ_AFTER
    return read if read < clock.now else None
