"""Trying the mail server for real, and saying in plain words what it answered."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from consultation import mail

REASONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "{where} refused the user name or password of SMTP_URL: {said}"),
    (smtplib.SMTPRecipientsRefused, "{where} refused the address: {said}"),
    (smtplib.SMTPSenderRefused, "{where} refused the sender (MAIL_FROM): {said}"),
    (smtplib.SMTPResponseException, "{where} refused the mail: {said}"),
    (smtplib.SMTPNotSupportedError, "{where} does not offer what SMTP_URL asks for: {said}"),
    (ssl.SSLError, "No safe connection to {where}: {said}. Check smtps:// or smtp+tls:// and the port."),
    (socket.gaierror, "No server has the name in {where}. Check SMTP_URL."),
    (ConnectionRefusedError, "Nothing listens at {where}. Check host and port of SMTP_URL."),
    (TimeoutError, "{where} did not answer in time. A firewall may stand between."),
    (OSError, "{where} broke off: {said}"),
    (ValueError, "MAIL_FROM or the address cannot be written into a mail: {said}"),
)
"""The kinds of failure from the narrowest to the widest, each with its words."""


class TrialFailedError(Exception):
    """The mail did not go out; the message says why, and what to look at."""


class _ListeningBackend(EmailBackend):
    """Django's own, remembering the server's answer to the message that was handed over."""

    answer = ""

    def open(self) -> bool | None:
        opened = super().open()
        connection: Any = self.connection
        hand_over = connection.data

        def listen(message: bytes) -> tuple[int, bytes]:
            code, words = hand_over(message)
            self.answer = f"{code} {_text(words)}"
            return code, words

        connection.data = listen
        return opened


def try_mail(address: str) -> str:
    """Send a mail now, past the outbox. Gives what became of it; raises TrialFailedError."""
    mailer = _mailer()
    message = EmailMessage(
        f"{settings.SITE_NAME}: this is a test",
        f"Mail from {settings.SITE_URL} arrives.\n\nSent on {timezone.now():%Y-%m-%d %H:%M} UTC.\n",
        mail.sender(""),
        [address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mailer.send_messages([message])
    except (OSError, ValueError) as error:
        raise TrialFailedError(_why(mailer, error)) from error
    finally:
        with contextlib.suppress(OSError):
            mailer.close()
    if isinstance(mailer, _ListeningBackend):
        return f"Sent. The server {mailer.host}:{mailer.port} said: {mailer.answer}"
    if isinstance(mailer, mail.EmlBackend):
        return f"No mail server is set (SMTP_URL): the mail is a file in {mailer.folder}"
    return f"Handed to {type(mailer).__module__}.{type(mailer).__name__}."


def _mailer() -> BaseEmailBackend:
    """The mailer that the settings name; for a mail server one that listens to its answers."""
    configured = mailers.default
    if type(configured) is not EmailBackend:
        return configured
    options: Any = settings.MAILERS["default"].get("OPTIONS", {})
    return _ListeningBackend(alias="default", **options)


def _why(mailer: BaseEmailBackend, error: Exception) -> str:
    """What went wrong, in plain words: the first of REASONS that fits."""
    where = f"{getattr(mailer, 'host', 'the mail server')}:{getattr(mailer, 'port', '')}"
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        error = error.__context__
    words = next(words for kind, words in REASONS if isinstance(error, kind))
    return words.format(where=where, said=_said(error))


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{who}: {code} {_text(words)}" for who, (code, words) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
