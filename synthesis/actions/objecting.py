""" "This is not what I meant": a contributor says so, an editor answers."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consultation.audit import record
from consultation.models import Membership
from contributions.models import Contribution
from synthesis import objections
from synthesis.models import Objection, Version
from synthesis.public.uses import uses_of


class NotUsedError(ValueError):
    """The insight does not rest on a contribution of this person."""


@transaction.atomic
def object_to(
    version: Version, contribution: Contribution, insight: UUID, words: str, *, by: Membership
) -> Objection:
    """Say that an insight does not say what was meant; while it is open, the first one stands.

    Raises NotUsedError.
    """
    used = {use.insight for use in uses_of(version).get(contribution.pk, [])}
    if not contribution.is_by(by) or str(insight) not in used:
        raise NotUsedError(contribution.pk)
    made, is_new = Objection.objects.get_or_create(
        contribution=contribution,
        insight=insight,
        answered_at=None,
        defaults={"version": version, "words": words, "by": by},
    )
    if is_new:
        consultation = version.report.consultation
        record("objection.raised", contribution, actor=by.user, consultation=consultation)
        objections.tell_editors(made)
    return made


@transaction.atomic
def answer(objection: Objection, words: str, *, by: Membership) -> bool:
    """Answer a contributor; false when somebody did already."""
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    if locked.answered_at is not None:
        return False
    objection.answer, objection.answered_by, objection.answered_at = words, by, timezone.now()
    objection.save(update_fields=["answer", "answered_by", "answered_at"])
    consultation = objection.version.report.consultation
    record("objection.answered", objection.contribution, actor=by.user, consultation=consultation)
    objections.tell_author(objection)
    return True
