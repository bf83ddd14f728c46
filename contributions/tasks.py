from __future__ import annotations

from functools import partial
from typing import Any

from celery import shared_task
from django.utils import timezone

from consultation import outbox
from consultation.models import Consultation, Membership, Notification, User
from consultation.notifications import notify
from consultation.outbox import works_off
from contributions import closing, digests, uploads
from contributions.actions import BOUND, POSTED, sealing
from contributions.actions.revising import REVISED
from contributions.actions.sealing import SEALED
from contributions.digests import DIGEST_DUE
from contributions.importing import runs
from contributions.importing.notices import tell_of_import
from contributions.importing.running import run_import
from contributions.models import Contribution, ImportRun, Mention
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


@works_off(REVISED)
def tell_of_new_mentions(payload: dict[str, Any]) -> None:
    """Tell those whom an edit mentions for the first time; an edit is no other news."""
    contribution = _visible(payload["contribution"])
    if contribution is None:
        return
    mentioned = Mention.objects.filter(revision=payload["revision"], membership__isnull=False)
    earlier = Mention.objects.filter(
        revision__contribution=contribution, revision__lt=payload["revision"], membership__isnull=False
    )
    new = mentioned.exclude(membership__in=earlier.values("membership")).select_related("membership__user")
    _tell(contribution, {mention.membership for mention in new if mention.membership}, MENTION)


@works_off(SEALED)
def empty_sealed(payload: dict[str, Any]) -> None:
    sealing.empty(payload["revision"])


@works_off(DIGEST_DUE)
def tell_digest(payload: dict[str, Any]) -> None:
    related = Membership.objects.select_related("user", "consultation")
    membership = related.filter(pk=payload["membership"], user__isnull=False).first()
    if membership is not None:
        digests.tell(membership, payload["day"], at=timezone.now())


@outbox.starts_job(runs.IMPORT)
def import_contributions(outbox_id: int, payload: dict[str, Any]) -> None:
    """Try a file out or bring it in, unless another worker is at it; a run that is over is only closed."""
    run = ImportRun.objects.claim(payload["run"], timezone.now())
    if run is not None:
        run_import(run, ended=partial(outbox.done, outbox_id), tell=tell_of_import)
    elif not ImportRun.objects.under_way().filter(pk=payload["run"]).exists():
        outbox.done(outbox_id)


@shared_task
def plan_digests() -> None:
    """Ask for the digests of everyone where it is morning now; asking twice a day is the same as once."""
    digests.plan(timezone.now())


@shared_task
def plan_reminders() -> None:
    """Remind followers of a close that is near; asking twice is the same as once."""
    closing.plan(timezone.now())


@shared_task
def sweep_files() -> None:
    """Delete files that were sent with a form and not posted within a day, and those taken back long ago."""
    uploads.sweep(timezone.now())
    runs.sweep(timezone.now())


def _visible(pk: int) -> Contribution | None:
    related = Contribution.objects.visible().select_related(
        "room__consultation", "author", "parent__author__user"
    )
    return related.filter(pk=pk).first()


def _tell(contribution: Contribution, members: set[Membership], kind: str) -> None:
    """One notice per person and contribution, to those who may read it."""
    people = {member.user for member in members if member.pk != contribution.author_id and member.user}
    readers = [person for person in people if _may_read(person, contribution.consultation)]
    told = Notification.objects.filter(key=f"contribution:{contribution.pk}", recipient__in=readers)
    again = set(told.exclude(kind=kind).values_list("recipient", flat=True))
    notify(
        [person for person in readers if person.pk not in again],
        kind=kind,
        key=f"contribution:{contribution.pk}",
        consultation=contribution.consultation,
        object_id=contribution.pk,
    )


def _may_read(person: User, consultation: Consultation) -> bool:
    known = Consultation.objects.knowable_by(person)
    return bool(known.filter(pk=consultation.pk).exists())
