"""What the tests of the set-up share: an editor at work, a draft, and the worker's part."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core import mail
from django.test import Client

from consultation.models import AuditEntry, Consultation, Membership, Outbox, Role, User
from consultation.setup import invitations, notices
from consultation.setup.tasks import mail_invitation, tell_of_dates
from consultation.tasks import mail_notice
from tests.conftest import make_consultation, make_user

FILLED = {
    "organiser": "Programme on rule of law",
    "objective": "The next programme starts in January.",
    "outcome": "We publish what you say.",
}


def draft(slug: str = "inclusive-budgets", **fields: Any) -> Consultation:
    return make_consultation(slug, **({"published_at": None, "title": "Inclusive budgets"} | fields))


def editor_of(consultation: Consultation, key: str = "marta") -> Client:
    """A client signed in as the editor of a consultation."""
    return client_of(member_of(consultation, key, Role.EDITOR).user)


def member_of(consultation: Consultation, key: str, role: str = Role.PARTICIPANT) -> Membership:
    member = Membership.of(make_user(key), consultation, role)
    member.save()
    return member


def client_of(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user, backend="consultation.people.backend.ActivePeopleBackend")
    return client


def work_off() -> list[str]:
    """Do what the worker would, until nothing waits; the subjects of the mails that went out."""
    tasks = {
        invitations.MAIL: mail_invitation,
        notices.DATE_CHANGED: tell_of_dates,
        "notice.mail": mail_notice,
    }
    while rows := list(Outbox.objects.open().filter(kind__in=tasks)):
        for row in rows:
            tasks[row.kind](row.pk)
            tasks[row.kind](row.pk)  # a second delivery changes nothing
    return [letter.subject for letter in mail.outbox]


def recorded(consultation: Consultation) -> list[str]:
    """The acts on record, in their order."""
    entries = AuditEntry.objects.filter(consultation_id=consultation.pk).order_by("pk")
    return [entry.action for entry in entries]


def words(response: Any) -> str:
    """The text of a page, on one line."""
    body = re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2].partition("</main>")[0])
    return " ".join(unescape(body).split())
