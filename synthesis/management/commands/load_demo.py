from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from synthesis.demo.loading import load_demo
from synthesis.demo.script import BadScriptError


class Command(BaseCommand):
    help = "Load the demo's people and consultations. What exists already is left as it is; nobody is mailed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            loaded = load_demo()
        except BadScriptError as error:
            raise CommandError(f"The demo's texts do not fit together. {error}") from error
        if loaded.people_made:
            self.stdout.write(f"Made {loaded.people_made} people of the demo.")
        for consultation in loaded.made:
            self.stdout.write(f"Made {consultation.slug}: {consultation.title}")
        for consultation in loaded.found:
            self.stdout.write(f"Left as it is: {consultation.slug}")
        if loaded.is_over:
            self.stdout.write(
                "The demo's open consultation has closed by now. To start it anew, with all changes gone: "
                "manage.py demo --reset"
            )
