"""Pictures on the cover of the report: up to four logos, and a photograph in place of the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from synthesis import shelf
from synthesis.actions.figures import SUFFIXES, Photo
from synthesis.models import CoverPicture, Report

LOGOS_AT_MOST = 4


class CoverFullError(ValueError):
    """There are four logos already."""


@dataclass(frozen=True)
class CoverWords:
    """`alt` describes the picture; caption and credit of a photograph are printed on the last page."""

    alt: str
    caption: str = ""
    credit: str = ""


@transaction.atomic
def add_cover_picture(
    report: Report, kind: str, words: CoverWords, photo: Photo, *, by: Membership
) -> CoverPicture:
    """Put a picture on the cover; a photograph replaces the one before it. Raises CoverFullError, OSError."""
    Report.objects.select_for_update().get(pk=report.pk)
    same = CoverPicture.objects.filter(report=report, kind=kind)
    if kind == CoverPicture.Kind.PHOTO:
        for old in same:
            remove_cover_picture(old, by=by)
    elif same.count() >= LOGOS_AT_MOST:
        raise CoverFullError
    made = CoverPicture(report=report, kind=kind, media=photo.media, **vars(words))
    name = f"cover-{made.guid}.{SUFFIXES[photo.media]}"
    made.image = shelf.put_picture(report.consultation.slug, name, photo.content)
    made.save()
    _record("cover.added", made, by)
    return made


@transaction.atomic
def remove_cover_picture(picture: CoverPicture, *, by: Membership) -> None:
    _record("cover.removed", picture, by)
    transaction.on_commit(partial(shelf.drop, picture.image))
    picture.delete()


def _record(action: str, picture: CoverPicture, by: Membership) -> None:
    after = {"kind": picture.kind, "alt": picture.alt}
    record(action, picture, actor=by.user, consultation=picture.report.consultation, after=after)
