"""What relay and worker do, in the test's own process."""

from __future__ import annotations

from celery import current_app

from consultation import outbox
from consultation.models import Outbox


def work_off_everything() -> None:
    """Deliver and work off until nothing is due."""
    while rows := outbox.lease(100):
        for row in rows:
            run(row)


def run(row: Outbox) -> None:
    """Carry out the task of one row."""
    current_app.tasks[outbox.TASKS[row.kind]](row.pk)
