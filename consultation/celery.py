from __future__ import annotations

import os
from typing import Any

from celery import Celery, Task
from celery.worker import request
from kombu.transport import virtual

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")


class Request(request.Request):
    """A message at work. One whose acknowledgement is lost gives its place in the worker back all the same.

    Celery logs such a loss and keeps the place taken, so a broker that hung for some seconds would leave the
    worker idle for good. The message may come again later: the outbox makes a second delivery do nothing.
    """

    def acknowledge(self) -> None:
        try:
            super().acknowledge()
        finally:
            self._give_place_back()

    def reject(self, requeue: bool = False) -> None:  # noqa: FBT001, FBT002  the parent's signature
        try:
            super().reject(requeue=requeue)
        finally:
            self._give_place_back()

    def _give_place_back(self) -> None:
        message = self.message
        if not message.acknowledged and message.channel is not None:
            virtual.QoS.ack(message.channel.qos, message.delivery_tag)


class PatientTask(Task):
    """What every task of ours is."""

    Request: Any = Request


app = Celery("consultation", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
