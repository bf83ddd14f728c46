from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from consultation.people.administrators import Outcome, name_administrator

SENTENCES = {
    Outcome.MADE: "{email} is a site administrator now. The account is new.",
    Outcome.NAMED: "{email} is a site administrator now.",
    Outcome.STOOD: "{email} is a site administrator already.",
}


class Command(BaseCommand):
    help = "Make somebody a site administrator. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        address = checked_address(email)
        outcome = name_administrator(address)
        if outcome is Outcome.SUSPENDED:
            raise CommandError(f"{address} is suspended or switched off, and was left as it is.")
        self.stdout.write(SENTENCES[outcome].format(email=address))
        self.stdout.write(
            f"They log in with a code by email at {settings.SITE_URL}{reverse('account:enter')}"
        )
        self.stdout.write(f"No email yet? manage.py login_link {address}")


def checked_address(email: str) -> str:
    """The address in lower case. Raises CommandError when it is none."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise CommandError(f"{email!r} is not an email address.") from error
    return address
