from __future__ import annotations

from typing import Any

from consultation.outbox import works_off
from consultation.setup import invitations, notices


@works_off(invitations.MAIL)
def mail_invitation(payload: dict[str, Any]) -> None:
    invitations.send(payload)


@works_off(notices.DATE_CHANGED)
def tell_of_dates(payload: dict[str, Any]) -> None:
    notices.tell_of_dates(payload)
