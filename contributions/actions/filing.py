"""Files of a contribution that an edit adds, takes away or describes anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from consultation.models import Membership
from contributions.models import Attachment, Contribution

NOT_SHOWN_ANY_MORE = {"title": "", "alt": ""}


class FileChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    DESCRIBED = "described"


class Description(NamedTuple):
    """What a person says of a file."""

    title: str
    alt: str
    is_decoration: bool


@dataclass(frozen=True)
class FileEdit:
    """What an author wants done: `added` are guids of files sent with the form of that key."""

    form_key: UUID
    added: Sequence[UUID] = ()
    removed: Sequence[UUID] = ()
    described: Mapping[UUID, Description] = field(default_factory=dict)


type Planned = Sequence[tuple[FileChange, Attachment]]


def plan(contribution: Contribution, edit: FileEdit | None, by: Membership) -> Planned:
    """What of it is still to be done. At most two queries."""
    if edit is None:
        return []
    changes: list[tuple[FileChange, Attachment]] = []
    for file in contribution.attachments.filter(removed_at=None):
        if file.guid in edit.removed:
            changes.append((FileChange.REMOVED, file))
        elif file.guid in edit.described and description_of(file) != edit.described[file.guid]:
            file.title, file.alt, file.is_decoration = edit.described[file.guid]
            changes.append((FileChange.DESCRIBED, file))
    if edit.added:
        sent = Attachment.objects.filter(guid__in=edit.added, contribution=None, form_key=edit.form_key)
        changes += [(FileChange.ADDED, file) for file in sent.filter(sent_by=by.user_id)]
    return changes


def carry_out(contribution: Contribution, planned: Planned) -> list[tuple[str, str]]:
    """Do it, in the caller's transaction; says of each what and the file's name. Bytes go with the commit."""
    for change, file in planned:
        if change is FileChange.REMOVED:
            Attachment.objects.filter(pk=file.pk).update(removed_at=timezone.now(), **NOT_SHOWN_ANY_MORE)
            transaction.on_commit(partial(_forget, file))
        elif change is FileChange.DESCRIBED:
            file.save(update_fields=["title", "alt", "is_decoration"])
        else:
            Attachment.objects.filter(pk=file.pk).update(contribution=contribution)
    return [(str(change), file.name) for change, file in planned]


def description_of(file: Attachment) -> Description:
    return Description(file.title, file.alt, file.is_decoration)


def _forget(file: Attachment) -> None:
    content: FieldFile = file.file
    content.delete(save=False)
    Attachment.objects.filter(pk=file.pk).update(file="")
