from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultation.processes import commands


class Command(BaseCommand):
    help = "Becomes one process of an installation, in the foreground: web, relay, worker or beat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", choices=commands.COMMANDS)
        parser.add_argument("--bind", default=commands.ADDRESS, help="where web listens (%(default)s)")

    def handle(self, *_args: Any, process: str, bind: str, **_options: Any) -> None:
        if not (settings.DATABASE_URL and settings.REDIS_URL):
            raise CommandError("Set DATABASE_URL and REDIS_URL, or use `manage.py demo` for a look.")
        command = commands.web(bind) if process == "web" else commands.COMMANDS[process]()
        os.chdir(commands.ROOT)
        # The process takes this one's place, so that signals reach it and its end is the container's end.
        os.execv(command.arguments[0], command.arguments)  # noqa: S606
