from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.management.commands.create_administrator import checked_address
from consultation.management.mail_trial import TrialFailedError, try_mail


class Command(BaseCommand):
    help = "Send a test mail now and print what the mail server answered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *_args: Any, address: str, **_options: Any) -> None:
        try:
            self.stdout.write(try_mail(checked_address(address)))
        except TrialFailedError as error:
            raise CommandError(f"Not sent. {error}") from error
