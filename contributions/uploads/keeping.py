"""Files between the moment they are sent and the moment their contribution is posted."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from consultation.models import User
from consultation.texts import normalise
from contributions.models import Attachment, Visibility
from contributions.uploads.kinds import RefusedFileError, clean_name, cleaned

WAITS_FOR = timedelta(hours=24)
SEALED_FOR = timedelta(days=30)
MEGABYTE = 1024 * 1024
LONGEST_TITLE = 200
LONGEST_ALT = 500
log = logging.getLogger("contributions.uploads")


@dataclass
class FilesSent:
    """The files that wait for one form, and a sentence for each that was not taken."""

    files: list[Attachment] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def waiting(user: User, form_key: uuid.UUID) -> list[Attachment]:
    """The files this person sent with that form and has not posted yet."""
    return list(
        Attachment.objects.filter(sent_by=user, form_key=form_key, contribution=None, removed_at=None)
    )


def receive(
    user: User, form_key: uuid.UUID, uploaded: Sequence[UploadedFile], files: Iterable[Attachment] = ()
) -> FilesSent:
    """Take in what was sent with a form, after the files it has already."""
    sent = FilesSent(list(files))
    for upload in uploaded:
        try:
            _take(sent, upload, user, form_key)
        except RefusedFileError as error:
            sent.refused.append(str(error))
    return sent


def _take(sent: FilesSent, upload: UploadedFile, user: User, form_key: uuid.UUID) -> None:
    name = clean_name(upload.name or "")
    if len(sent.files) >= settings.FILES_PER_CONTRIBUTION:
        raise RefusedFileError(
            _("%(name)s is one file too many: up to %(most)s can be added")
            % {"name": name, "most": settings.FILES_PER_CONTRIBUTION}
        )
    if (upload.size or 0) > settings.LARGEST_FILE:
        raise RefusedFileError(
            _("Choose a file smaller than %(limit)s: %(name)s is %(size)s")
            % {"limit": largest_size(), "name": name, "size": _megabytes(upload.size or 0)}
        )
    file = cleaned(name, upload.read())
    digest = sha256(file.content).hexdigest()
    if any(other.sha256 == digest for other in sent.files):
        return
    attachment = Attachment(
        form_key=form_key,
        sent_by=user,
        name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        sha256=digest,
        width=file.width,
        height=file.height,
        position=len(sent.files) + 1,
    )
    try:
        attachment.file.save(f"{attachment.guid}.{file.ending}", ContentFile(file.content), save=False)
    except OSError as error:
        log.exception("an upload could not be stored")
        raise RefusedFileError(_("%(name)s could not be stored. Try again later") % {"name": name}) from error
    attachment.save()
    sent.files.append(attachment)


def describe(files: Iterable[Attachment], data: Mapping[str, str]) -> list[Attachment]:
    """Write down what the person says of each file, drop those they remove, and give the rest."""
    kept = []
    for file in files:
        if f"remove_{file.guid}" in data:
            _drop(file)
            continue
        if f"title_{file.guid}" in data:
            file.title, file.alt, file.is_decoration = said_of(file, data)
            file.save(update_fields=["title", "alt", "is_decoration"])
        kept.append(file)
    return kept


def said_of(file: Attachment, data: Mapping[str, str]) -> tuple[str, str, bool]:
    """Title, description and whether it is decoration, as the form's fields have them."""
    title = _line(data.get(f"title_{file.guid}", ""), LONGEST_TITLE)
    alt = _line(data.get(f"alt_{file.guid}", ""), LONGEST_ALT)
    return title, alt, f"decoration_{file.guid}" in data


def undescribed(files: Iterable[Attachment]) -> list[Attachment]:
    """Pictures that are neither described nor said to be decoration."""
    return [file for file in files if file.is_image and not file.alt and not file.is_decoration]


def sweep(now: datetime) -> int:
    """Delete files that were never posted within a day, and those of contributions withdrawn for 30 days.

    Says how many.
    """
    never_posted = Attachment.objects.filter(contribution=None, created_at__lt=now - WAITS_FOR)
    taken_back = Attachment.objects.filter(
        contribution__visibility=Visibility.WITHDRAWN,
        contribution__revision__sealed_at__lt=now - SEALED_FOR,
        removed_at=None,
    )
    left_over = Attachment.objects.filter(removed_at__isnull=False).exclude(file="")
    swept = 0
    for file in never_posted.iterator():
        _drop(file)
        swept += 1
    for file in [*taken_back, *left_over]:
        file.file.delete(save=False)
        Attachment.objects.filter(pk=file.pk).update(removed_at=now, title="", alt="", file="")
        swept += 1
    return swept


@transaction.atomic
def _drop(file: Attachment) -> None:
    """Take the row away and then its bytes: a row without bytes would be worse than bytes without a row.

    A file that was posted in the meantime stays.
    """
    gone = Attachment.objects.filter(pk=file.pk, contribution=None).delete()[0]
    if gone:
        file.file.storage.delete(file.file.name or "")


def _line(value: str, longest: int) -> str:
    return " ".join(normalise(value).split())[:longest]


def largest_size() -> str:
    """ "10 MB", the size a file may have."""
    return _megabytes(settings.LARGEST_FILE)


def _megabytes(size: int) -> str:
    """ "14 MB": whole ones, rounded up, so that too much never looks like enough."""
    return _("%(n)s MB") % {"n": formats.number_format(ceil(size / MEGABYTE))}
