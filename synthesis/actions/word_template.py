"""The team's own styles of the Word file."""

from __future__ import annotations

import uuid
from functools import partial
from pathlib import PurePosixPath

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from synthesis import shelf
from synthesis.models import Report, WordTemplate

LONGEST_NAME = 200


@transaction.atomic
def set_word_template(report: Report, name: str, content: bytes, *, by: Membership) -> WordTemplate:
    """Set the Word file in these styles from the next build on: `content` as `cleaned_template` gave it."""
    Report.objects.select_for_update().get(pk=report.pk)
    _drop(report)
    path = shelf.put_picture(report.consultation.slug, f"styles-{uuid.uuid4()}.docx", content)
    bare = PurePosixPath(name.replace("\\", "/")).name[-LONGEST_NAME:]
    made = WordTemplate.objects.create(report=report, name=bare, path=path, added_by=by)
    _record("word_template.given", report, made.name, by)
    return made


@transaction.atomic
def remove_word_template(report: Report, *, by: Membership) -> bool:
    """Back to our own styles; false when the report was in them already."""
    name = _drop(report)
    if name is None:
        return False
    _record("word_template.removed", report, name, by)
    return True


def _drop(report: Report) -> str | None:
    old = WordTemplate.objects.filter(report=report).first()
    if old is None:
        return None
    transaction.on_commit(partial(shelf.drop, old.path))
    old.delete()
    return old.name


def _record(action: str, report: Report, name: str, by: Membership) -> None:
    record(action, report, actor=by.user, consultation=report.consultation, after={"name": name})
