"""What the worker would do with a code that somebody asked for, and reading the mail."""

from __future__ import annotations

import re

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from consultation.models import Outbox
from consultation.people import codes
from consultation.tasks import mail_code


def deliver_codes() -> None:
    for row in Outbox.objects.open().filter(kind=codes.MAIL):
        mail_code(row.pk)


def last_letter(address: str) -> EmailMultiAlternatives:
    deliver_codes()
    letters = [letter for letter in mail.outbox if letter.to == [address]]
    assert letters, f"no mail to {address}"
    letter = letters[-1]
    assert isinstance(letter, EmailMultiAlternatives)
    return letter


def code_for(address: str) -> str:
    """The digits of the newest code mailed to this address."""
    found = re.match(r"(\d{3}) (\d{3}) ", str(last_letter(address).subject))
    assert found
    return "".join(found.groups())


def html_of(letter: EmailMultiAlternatives) -> str:
    return str(letter.alternatives[0][0])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def ask(client: Client, address: str, wanted: str = "") -> None:
    """Type the address on the first page."""
    response = client.post("/account/enter/", {"email": address, "next": wanted})
    assert response.status_code == 302
    assert response["Location"] == "/account/code/"
