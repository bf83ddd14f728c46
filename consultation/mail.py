"""Outgoing mail: the text part is the master, the HTML part says the same; development mail goes to files."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from consultation.models import Notification, User
from consultation.notifications import KINDS, Letter, is_stopped, stop_path


def build(
    letter: Letter, user: User, *, group: str, message_id: str, why: str | Promise = "", organiser: str = ""
) -> EmailMultiAlternatives:
    """A mail to one person in their language, with the one-click stop of RFC 8058 for its kind.

    `why` says why they get it, `organiser` who runs what it is about.
    """
    with translation.override(user.language):
        stop_url = settings.SITE_URL + stop_path(user, group)
        context = {
            "letter": letter,
            "site": settings.SITE_NAME,
            "why": why,
            "organiser": organiser,
            "stop_url": stop_url,
            "settings_url": settings.SITE_URL + reverse("account:settings"),
            "language": user.language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        text = render_to_string("consultation/mail/letter.txt", context)
        html = render_to_string("consultation/mail/letter.html", context)
    mail = EmailMultiAlternatives(
        one_line(letter.subject),
        text,
        sender(letter.sender),
        [user.email],
        headers={
            "Message-ID": message_id,
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


def send_notice(notification: Notification) -> bool:
    """Write and send the mail of one notice; false when there is nothing to tell any more."""
    kind = KINDS[notification.kind]
    user = notification.recipient
    with translation.override(user.language):
        letter = kind.letter(notification)
    if letter is None or user.is_suspended or not user.is_active or is_stopped(user, kind.group):
        return False
    consultation = notification.consultation
    build(
        letter,
        user,
        group=kind.group,
        message_id=message_id(f"notice-{notification.pk}"),
        why=kind.why,
        organiser=one_line(consultation.organiser) if consultation else "",
    ).send()
    return True


def message_id(name: str) -> str:
    """A Message-ID that stays the same when a mail is sent twice. `name` says what the mail is about."""
    domain = settings.MAIL_FROM.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{name}@{domain}>"


def sender(context: str) -> str:
    """ "Conspectus (Emerging trends)" <address>: the site, and where the mail comes from."""
    name, _at, address = settings.MAIL_FROM.rpartition("<")
    label = f"{name.strip()} ({one_line(context)})" if context else name.strip()
    return f'"{label.replace(chr(34), "")}" <{address}' if address else settings.MAIL_FROM


def one_line(text: str) -> str:
    """Header text: no line breaks, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class EmlBackend(BaseEmailBackend):
    """Writes each mail to a folder as an .eml file that any mail program opens."""

    def __init__(self, *, folder: str, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{uuid.uuid7()}.eml" if hasattr(uuid, "uuid7") else f"{uuid.uuid1()}.eml"
            unfinished = self.folder / f".{name}"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(self.folder / name)
        return len(email_messages)
