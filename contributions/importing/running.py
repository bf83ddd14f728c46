"""One run of the worker over an import: the trial, or the import itself, whichever the run waits for.

Safe to run again after a kill at any point: a trial begins anew, an import goes on with the rows that are
still set aside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from consultation.audit import record
from consultation.permissions import Action, may
from contributions.importing.rows import UnfitFileError
from contributions.importing.trial import TakenAwayError, try_out
from contributions.importing.writing import Made, write_rows
from contributions.models import ImportRow, ImportRun

BATCH = 200  # contributions in one transaction
MAX_ATTEMPTS = 3
log = logging.getLogger("consultation.import")

type Ending = Callable[[], None]
type Step = Callable[[ImportRun], None]


def _nothing(_run: ImportRun) -> None:
    return None


def run_import(
    run: ImportRun, *, ended: Ending = lambda: None, step: Step = _nothing, tell: Step = _nothing
) -> None:
    """Work a claimed run off. `ended` is called when it is over, `step` after each batch of an import.

    `tell` is called in the transaction in which an import ends, or anything fails. Raises DatabaseError when
    the database is away: the lease runs out then, and the run is taken up again.
    """
    try:
        _run(run, step, tell)
    except TakenAwayError:
        log.info("import %s was taken away from attempt %s", run.pk, run.attempts)
        return
    except DatabaseError:
        raise
    except (UnfitFileError, OSError) as error:
        log.warning("import %s: %s", run.pk, error)
        fail(run, ImportRun.Failure.UNREADABLE, tell)
    except NotAllowedError:
        fail(run, ImportRun.Failure.NOT_ALLOWED, tell)
    except Exception:
        log.exception("import %s failed", run.pk)
        fail(run, ImportRun.Failure.UNKNOWN, tell)
    ended()


class NotAllowedError(Exception):
    """Who asked for the import lost the right to meanwhile."""


def _run(run: ImportRun, step: Step, tell: Step) -> None:
    if run.attempts > MAX_ATTEMPTS:
        fail(run, ImportRun.Failure.STOPPED_AGAIN, tell)
        return
    asker = run.requested_by
    if asker.user is None or not may(asker.user, asker, Action.IMPORT, run.room.consultation):
        raise NotAllowedError
    if run.status == ImportRun.Status.CHECKING:
        try_out(run)
        return
    while bring_in_some(run):
        step(run)
    _finish(run, tell)


@transaction.atomic
def bring_in_some(run: ImportRun) -> bool:
    """Write one batch and strike it off; false when nothing waits any more. Raises TakenAwayError."""
    if not run.mine().select_for_update(of=("self",)).exists():
        raise TakenAwayError
    waiting = run.rows.filter(verdict=ImportRow.Verdict.WAITS).order_by("place")
    rows = list(waiting[:BATCH])
    if not rows:
        return False
    written: Made = write_rows(run, rows)
    run.rows.filter(pk__in=[row.pk for row in rows]).delete()
    run.advance(made=F("made") + written.made, standing=F("standing") + written.stood)
    return True


@transaction.atomic
def _finish(run: ImportRun, tell: Step) -> None:
    now = timezone.now()
    if not run.mine().update(status=ImportRun.Status.DONE, finished_at=now, lease_until=None):
        raise TakenAwayError
    run.refresh_from_db()
    record_import(run, "import.finished")
    tell(run)
    forget_file(run)


def record_import(run: ImportRun, act: str) -> None:
    """Put on record how far an import came."""
    asker = run.requested_by
    after = {"contributions": run.made, "refused": run.refused}
    record(act, run.room, actor=asker.user, consultation=run.room.consultation, after=after)


@transaction.atomic
def fail(run: ImportRun, failure: ImportRun.Failure, tell: Step = _nothing) -> None:
    ended = {"error": failure.value, "finished_at": timezone.now(), "lease_until": None}
    if run.mine().update(status=ImportRun.Status.FAILED, **ended):
        run.refresh_from_db()
        tell(run)


def forget_file(run: ImportRun) -> None:
    """The file is not needed once its rows are in: it goes after the commit."""
    name = run.file.name
    if name:
        storage = run.file.storage
        ImportRun.objects.filter(pk=run.pk).update(file="")
        transaction.on_commit(lambda: storage.delete(name))
