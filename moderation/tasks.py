from __future__ import annotations

from importlib import import_module
from typing import Any

from celery import shared_task

from consultation.models import Consultation
from consultation.outbox import works_off
from moderation.actions import suggesting

LEARNER = "moderation.suggesting_learning"  # loaded when there is work: the web process loads this module too


@works_off(suggesting.LEARN)
def learn(payload: dict[str, Any]) -> None:
    consultation = Consultation.objects.filter(pk=payload["consultation"]).first()
    if consultation is not None:
        import_module(LEARNER).learn_again(consultation)


@shared_task
def plan_learning() -> None:
    suggesting.plan_learning()
