from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.people.entering import person_of
from consultation.people.links import LIFETIME, make_link


class Command(BaseCommand):
    help = "Print a link that logs somebody in, once and within 15 minutes. It is put on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        address = email.strip().lower()
        user = person_of(address)
        if user is None:
            raise CommandError(f"Nobody here has the address {address}.")
        if user.is_suspended or not user.is_active:
            raise CommandError(f"{address} is suspended or switched off: no link would let them in.")
        self.stdout.write(make_link(user))
        minutes = int(LIFETIME.total_seconds() // 60)
        self.stderr.write(
            f"It works once, for {minutes} minutes. Whoever holds it is {address}: send it safely."
        )
