"""What people do with an import: send a file, say what its columns mean, start, call it off."""

from __future__ import annotations

import tempfile
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import outbox
from consultation.audit import record
from consultation.models import Membership
from contributions.importing.mapping import Mapping, guess_mapping
from contributions.importing.rows import UnfitFileError
from contributions.importing.running import forget_file, record_import
from contributions.importing.tables import MOST_MEGABYTES, Examined, Reading, examine
from contributions.importing.tables.shape import MEGABYTE
from contributions.importing.trial import asked_in
from contributions.models import ImportRow, ImportRun
from contributions.uploads.kinds import clean_name
from rooms.models import Room

IMPORT = "contributions.import"
KEPT_FOR = timedelta(days=30)
LONGEST_SOURCE = 120
SHOWN = 8  # rows on the page where columns are named
LONGEST_SHOWN = 400  # characters of a cell there


def receive(room: Room, upload: UploadedFile, *, by: Membership) -> ImportRun:
    """Take a file and guess how it is read. Raises UnfitFileError with a sentence; nothing is kept then."""
    if (upload.size or 0) > MOST_MEGABYTES * MEGABYTE:
        raise UnfitFileError(_("Choose a file of at most %(most)s MB.") % {"most": MOST_MEGABYTES})
    name = clean_name(upload.name or "")
    with tempfile.NamedTemporaryFile(suffix=".import") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        examined = examine(Path(kept.name), name)
        run = ImportRun(room=room, requested_by=by, name=name)
        take_reading(run, examined)
        kept.seek(0)
        run.file.save(f"{run.guid}.table", File(kept), save=False)
    run.save()
    return run


def receive_path(room: Room, path: Path, *, by: Membership) -> ImportRun:
    """The same for a file of this machine, which stays where it is."""
    with path.open("rb") as file:
        return receive(room, UploadedFile(file, name=path.name, size=path.stat().st_size), by=by)


def take_reading(run: ImportRun, examined: Examined) -> None:
    """Write down how the file is read, with a new guess at its columns."""
    mapping = guess_mapping(examined.columns, examined.sample, asked_in(run.room))
    run.reading, run.columns = examined.reading.as_json(), examined.columns
    run.mapping, run.total, run.sheets = mapping.as_json(), examined.total, examined.sheets
    run.sample = [
        [line.number, line.fault, [cell[:LONGEST_SHOWN] for cell in line.cells]]
        for line in examined.sample[:SHOWN]
    ]
    run.source = run.source or run.name.rpartition(".")[0][:LONGEST_SOURCE]


def look(run: ImportRun, reading: Reading | None = None) -> Examined:
    """The file once more, read as before or otherwise. Raises UnfitFileError."""
    return examine(Path(run.file.path), run.name, reading or Reading.from_json(run.reading))


@transaction.atomic
def read_again(run: ImportRun, reading: Reading) -> None:
    """Read the file in another way, and forget what came of the first. Raises UnfitFileError."""
    take_reading(run, look(run, reading))
    run.rows.all().delete()
    run.status = ImportRun.Status.MAPPING
    run.save()


@transaction.atomic
def start_trial(run: ImportRun, mapping: Mapping, **said: Any) -> bool:
    """Have the worker try the file out; false when something is under way, or the import has begun.

    `said` are the run's source, consent and language.
    """
    before = (ImportRun.Status.MAPPING, ImportRun.Status.CHECKED, ImportRun.Status.FAILED)
    waits = ImportRun.objects.filter(pk=run.pk, status__in=before, made=0)
    values = {"mapping": mapping.as_json(), "read": 0, "error": "", "finished_at": None, **said}
    if not waits.update(status=ImportRun.Status.CHECKING, attempts=0, **values):
        return False
    _send(run)
    return True


@transaction.atomic
def start_import(run: ImportRun) -> bool:
    """Have the worker bring in what the trial found; false when it was not tried out, or has begun."""
    ready = ImportRun.objects.filter(pk=run.pk, checked_at__isnull=False, file__gt="")
    ready = ready.filter(status__in=(ImportRun.Status.CHECKED, ImportRun.Status.FAILED))
    if not ready.update(status=ImportRun.Status.IMPORTING, attempts=0, error="", finished_at=None):
        return False
    run.refresh_from_db()
    after = {"contributions": run.waiting}
    consultation = run.room.consultation
    record("import.started", run.room, actor=run.requested_by.user, consultation=consultation, after=after)
    _send(run)
    return True


@transaction.atomic
def cancel_import(run: ImportRun) -> bool:
    """Call a run off; false when it had ended already. What was brought in stays."""
    over = (ImportRun.Status.DONE, ImportRun.Status.CANCELLED)
    locked = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk).exclude(status__in=over)
    if not locked.exists():
        return False
    now = timezone.now()
    ImportRun.objects.filter(pk=run.pk).update(
        status=ImportRun.Status.CANCELLED, finished_at=now, lease_until=None
    )
    run.refresh_from_db()
    run.rows.exclude(verdict=ImportRow.Verdict.REFUSED).delete()
    if run.made:
        record_import(run, "import.cancelled")
    forget_file(run)
    return True


def sweep(now: datetime) -> int:
    """Forget files and rows of runs that nobody went on with for 30 days; says how many runs."""
    old = ImportRun.objects.filter(created_at__lt=now - KEPT_FOR).exclude(
        status__in=(ImportRun.Status.CHECKING, ImportRun.Status.IMPORTING)
    )
    swept = 0
    for run in old.filter(rows__isnull=False).distinct() | old.exclude(file="").distinct():
        with transaction.atomic():
            run.rows.all().delete()
            forget_file(run)
        swept += 1
    return swept


def _send(run: ImportRun) -> None:
    outbox.put(IMPORT, f"import:{run.pk}:{uuid.uuid4()}", {"run": run.pk})
