"""The transactional outbox: what must happen after a commit is a row written in that transaction.

A web request never talks to the broker. `manage.py relay` leases rows and hands their ids to Celery; a
task does its work and sets `done_at` in one transaction, so a second delivery changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from consultation.models import Outbox

CHANNEL = "outbox"
log = logging.getLogger("consultation.outbox")

TASKS: dict[str, str] = {}
"""Kind of outbox row -> dotted name of the task that works it off."""


def put(kind: str, key: str, payload: dict[str, Any], *, available_at: datetime | None = None) -> None:
    """Add a row, in the caller's transaction. A key that exists already is left as it is."""
    row = Outbox(kind=kind, key=key, payload=payload, available_at=available_at or timezone.now())
    Outbox.objects.bulk_create([row], ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def lease(limit: int) -> list[Outbox]:
    """Take up to `limit` due rows for delivery. Two relays at once never take the same row."""
    now = timezone.now()
    with transaction.atomic():
        rows = list(Outbox.objects.due(now).select_for_update(skip_locked=True).order_by("pk")[:limit])
        for row in rows:
            row.attempts += 1
            row.lease_until = now + settings.OUTBOX_LEASE
        Outbox.objects.bulk_update(rows, ["attempts", "lease_until"])
    return rows


type Work = Callable[[dict[str, Any]], None]


def works_off(kind: str) -> Callable[[Work], Any]:
    """Make a function of the payload the task for rows of this kind.

    The work and `done_at` are one transaction. A failure puts the row back with a growing wait; what the
    worker cannot survive (a kill) is sent again when the lease ends.
    """

    def decorate(work: Work) -> Any:
        name = f"{work.__module__}.{work.__name__}"
        TASKS[kind] = name

        @shared_task(name=name)
        def task(outbox_id: int) -> None:
            try:
                _work_off(outbox_id, work)
            except Exception as error:
                log.exception("outbox row %s (%s) failed", outbox_id, kind)
                _put_back(outbox_id, error)

        return task

    return decorate


def _work_off(outbox_id: int, work: Work) -> None:
    with transaction.atomic():
        rows = Outbox.objects.open().select_for_update(skip_locked=True)
        row = rows.filter(pk=outbox_id).first()
        if row is None:  # done already, given up, or another worker is at it
            return
        work(row.payload)
        row.done_at = timezone.now()
        row.error = ""
        row.save(update_fields=["done_at", "error"])


def _put_back(outbox_id: int, error: Exception) -> None:
    with transaction.atomic():
        row = Outbox.objects.open().select_for_update().filter(pk=outbox_id).first()
        if row is not None:
            row.back_off(f"{type(error).__name__}: {error}", timezone.now())


type LongWork = Callable[[int, dict[str, Any]], None]


def starts_job(kind: str) -> Callable[[LongWork], Any]:
    """Make a function of (outbox id, payload) the task for a long job that has a row and a lease of its own.

    The job calls `done` in the transaction in which it ends. Until then the relay sends the row again
    after each lease, which does nothing while the job's own lease is alive.
    """

    def decorate(work: LongWork) -> Any:
        name = f"{work.__module__}.{work.__name__}"
        TASKS[kind] = name

        @shared_task(name=name)
        def task(outbox_id: int) -> None:
            row = Outbox.objects.open().filter(pk=outbox_id).first()
            if row is not None:
                work(outbox_id, row.payload)

        return task

    return decorate


def done(outbox_id: int) -> None:
    """Mark a row as worked off, in the caller's transaction."""
    Outbox.objects.filter(pk=outbox_id).update(done_at=timezone.now(), lease_until=None, error="")
