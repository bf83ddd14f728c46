"""An import without the pages: a file, a room, and what its columns hold, worked off where it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.models import Membership
from contributions.importing import runs
from contributions.importing.mapping import Mapping
from contributions.importing.rows import UnfitFileError
from contributions.importing.running import run_import
from contributions.models import ImportRun
from rooms.models import Room


def import_file(
    room: Room,
    path: Path,
    *,
    by: Membership,
    columns: dict[str, str] | None = None,
    write: bool = False,
    **said: Any,
) -> ImportRun:
    """Try a file out and, with `write`, bring it in; the run tells what came of it.

    `columns` says what columns hold, by their names; those it does not name keep what was guessed. `said` are
    source, consent and language. Raises UnfitFileError. Without `write` nothing is kept but the run and the
    rows it refused.
    """
    run = runs.receive_path(room, path, by=by)
    mapping = _mapping(run, columns or {})
    values = {name: value for name, value in said.items() if value}
    work(run, lambda: runs.start_trial(run, mapping, **values))
    if not write or run.status != ImportRun.Status.CHECKED:
        runs.cancel_import(run)
    elif run.waiting:
        work(run, lambda: runs.start_import(run))
    else:
        runs.cancel_import(run)
    run.refresh_from_db()
    return run


def work(run: ImportRun, start: Any) -> None:
    """Start a job and work it off here and now: its worker finds it claimed, or done."""
    with transaction.atomic():
        start()
        claimed = ImportRun.objects.claim(run.pk, timezone.now())
    if claimed is not None:
        run_import(claimed)
    run.refresh_from_db()


def _mapping(run: ImportRun, columns: dict[str, str]) -> Mapping:
    guessed = Mapping.from_json(run.mapping)
    unknown = [name for name in columns if name not in run.columns]
    if unknown:
        runs.cancel_import(run)
        told = _("The file has no column “%(name)s”. Its columns are: %(names)s.")
        raise UnfitFileError(told % {"name": unknown[0], "names": ", ".join(run.columns)})
    parts = [columns.get(name, part) for name, part in zip(run.columns, guessed.parts, strict=True)]
    # A part that was named for one column is taken from the column it was guessed for.
    for part in columns.values():
        for place, other in enumerate(run.columns):
            if part and other not in columns and parts[place] == part:
                parts[place] = ""
    mapping = Mapping(tuple(parts), guessed.day_first)
    if problem := next(mapping.problems(), ""):
        runs.cancel_import(run)
        raise UnfitFileError(problem)
    return mapping
