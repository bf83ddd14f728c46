from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from consultation import mail
from consultation.models import Notification, Outbox
from consultation.notifications import MAIL
from consultation.outbox import works_off
from consultation.people import codes

KEEP_DONE = timedelta(days=30)
KEEP_CODES = timedelta(days=1)  # their rows hold an address


@works_off(MAIL)
def mail_notice(payload: dict[str, Any]) -> None:
    notification = Notification.objects.select_related("recipient").filter(pk=payload["notification"]).first()
    if notification is not None:
        mail.send_notice(notification)


@works_off(codes.MAIL)
def mail_code(payload: dict[str, Any]) -> None:
    codes.send(payload)


@shared_task
def sweep() -> None:
    """Drop what nobody needs any more: outbox rows long done, codes long expired, sessions that ended."""
    now = timezone.now()
    Outbox.objects.filter(kind=codes.MAIL, created_at__lt=now - KEEP_CODES).delete()
    Outbox.objects.filter(done_at__lt=now - KEEP_DONE).delete()
    Session.objects.filter(expire_date__lt=now).delete()
