from __future__ import annotations

import logging
import signal
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from consultation import outbox
from consultation.models import Outbox

BATCH = 100
log = logging.getLogger("consultation.relay")


class Command(BaseCommand):
    help = "Hands committed outbox rows to Celery. Run one or more; they never take the same row."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="hand over what is due, then end")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stopped = threading.Event()
        if options["once"]:
            self.deliver()
            return
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.stopped.is_set():
            self.give_sign_of_life()
            try:
                self.turn()
            except DatabaseError as error:
                log.warning("the database is away: %s", error)
                connection.close()
                self.stopped.wait(settings.RELAY_POLL.total_seconds())

    def stop(self, *_signal: Any) -> None:
        self.stopped.set()

    def give_sign_of_life(self) -> None:
        if settings.RELAY_PULSE:
            Path(settings.RELAY_PULSE).touch()

    def turn(self) -> None:
        """Hand over what is due, then sleep until something is written or a second has passed."""
        delivered = self.deliver()
        if delivered < BATCH:
            self.listen()

    def deliver(self) -> int:
        rows = outbox.lease(BATCH)
        for row in rows:
            try:
                current_app.send_task(outbox.TASKS[row.kind], args=[row.pk])
            except KeyError:
                row.back_off(f"no task for {row.kind}", timezone.now())
            except (OperationalError, OSError) as error:
                self.give_back(rows[rows.index(row) :], error)
                break
        return len(rows)

    def give_back(self, rows: list[Outbox], error: Exception) -> None:
        """The broker is away: return what was not handed over, untouched, and try again soon."""
        log.warning("the broker is away, %s rows wait: %s", len(rows), error)
        soon = timezone.now() + timedelta(seconds=1)
        for row in rows:
            row.attempts -= 1
            row.lease_until = None
            row.available_at = soon
        Outbox.objects.bulk_update(rows, ["attempts", "lease_until", "available_at"])

    def listen(self) -> None:
        connection.ensure_connection()
        raw = connection.connection
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {outbox.CHANNEL}")
        with connection.wrap_database_errors:
            for _notice in raw.notifies(timeout=settings.RELAY_POLL.total_seconds(), stop_after=1):
                break
