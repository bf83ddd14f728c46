"""Signs of life of a long job: its lease grows while its process lives, and dies with it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from synthesis.models import Build, DraftRun

log = logging.getLogger("consultation.build")


@contextmanager
def alive(build: Build | DraftRun) -> Iterator[None]:
    """Extend the job's lease every JOB_HEARTBEAT while the block runs."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(build, ended), name=f"build-{build.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(build: Build | DraftRun, ended: threading.Event) -> None:
    try:
        while not ended.wait(settings.JOB_HEARTBEAT.total_seconds()):
            try:
                if not build.extend_lease(timezone.now()):
                    return
            except DatabaseError as error:
                log.warning("build %s: no sign of life could be given: %s", build.pk, error)
                connection.close()
    finally:
        connection.close()
