"""Sealing: words that were public stop being so. Readers learn only that a version was removed.

Author and team can still read a sealed version for 30 days. Then it is emptied; its hash and length stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import User
from contributions.models import Attachment, Contribution, Revision, Visibility

SEALED = "revision.sealed"
KEPT_AFTER_SEALING = timedelta(days=30)
WITHDRAWN, HIDDEN, BY_AUTHOR, BY_TEAM = "withdrawn", "hidden", "author", "team"

type Emptied = Callable[[Sequence[int]], None]

_callbacks: list[Emptied] = []


class NewestVersionError(Exception):
    """The newest version is what everybody reads: it is withdrawn or hidden, not sealed alone."""


def on_emptied(callback: Emptied) -> None:
    """Have `callback(pks of revisions)` called in the transaction that empties them.

    Higher floors that keep words of revisions register in `AppConfig.ready()`.
    """
    _callbacks.append(callback)


def seal_all(contribution: Contribution, reason: str) -> int:
    """Seal every version of a contribution, in the caller's transaction; says how many that were."""
    return _seal(list(contribution.revisions.filter(sealed_at=None).values_list("pk", flat=True)), reason)


@transaction.atomic
def seal_version(revision: Revision, *, by: User | None, reason: str) -> bool:
    """Seal one older version; false when it was sealed already. Raises NewestVersionError."""
    contribution = Contribution.objects.select_for_update().get(pk=revision.contribution_id)
    if contribution.revision_id == revision.pk:
        raise NewestVersionError
    if not _seal([revision.pk], reason):
        return False
    consultation = contribution.consultation
    after = {"version": revision.number}
    record(
        "contribution.sealed", contribution, actor=by, consultation=consultation, after=after, reason=reason
    )
    return True


def _seal(pks: Sequence[int], reason: str) -> int:
    now = timezone.now()
    sealed = Revision.objects.filter(pk__in=pks, sealed_at=None).update(sealed_at=now, seal_reason=reason)
    for pk in pks:
        outbox.put(SEALED, f"sealed:{pk}", {"revision": pk}, available_at=now + KEPT_AFTER_SEALING)
    return sealed


@transaction.atomic
def empty(revision: int) -> None:
    """Forget the words of a sealed version but for hash and length. What is withdrawn loses its files too."""
    due = Revision.objects.filter(pk=revision, sealed_at__isnull=False)
    if not due.update(source="", html="", plain="", file_changes=[]):
        return
    for callback in _callbacks:
        callback([revision])
    withdrawn = Attachment.objects.filter(
        contribution__revisions=revision, contribution__visibility=Visibility.WITHDRAWN, removed_at=None
    )
    for attachment in withdrawn:
        attachment.file.delete(save=False)
        attachment.name = attachment.title = attachment.alt = ""
        attachment.removed_at = timezone.now()
        attachment.save(update_fields=["file", "name", "title", "alt", "removed_at"])
