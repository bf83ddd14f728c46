from __future__ import annotations

import json
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.models import Consultation
from contributions.importing.account import Account, Verdict
from contributions.importing.rows import UnfitFileError, UnfitValueError
from synthesis.actions.importing import import_report
from synthesis.importing import summary_of


class Command(BaseCommand):
    help = (
        "Bring a summary that was written elsewhere into a consultation's report, from a JSON file. Tells "
        "what is made, what stands already and what is refused and why; writes only with --apply, and then "
        "all or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument("--consultation", required=True, metavar="SLUG", help="whose report it becomes")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is changed")

    def handle(self, *_args: Any, file: Path, consultation: str, apply: bool, **_options: Any) -> None:
        found = Consultation.objects.filter(slug=consultation).first()
        if found is None:
            raise CommandError(f"There is no consultation {consultation}.")
        try:
            account = import_report(summary_of(loaded(file)), found, write=apply)
        except (UnfitFileError, UnfitValueError) as error:
            raise CommandError(str(error)) from error
        for line in (*account.lines, "", *totals(account)):
            self.stdout.write(str(line))
        if account.has(Verdict.REFUSED):
            raise CommandError("Nothing was written. Mend the refused rows in the file and start again.")
        self.stdout.write(ending(account, file))


def loaded(file: Path) -> Any:
    """The decoded file. Raises UnfitFileError when it cannot be read."""
    try:
        return json.loads(file.read_bytes())
    except OSError as error:
        raise UnfitFileError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UnfitFileError(f"{file} is not JSON in UTF-8.") from error


def totals(account: Account) -> Iterator[str]:
    """A line for each end that rows met."""
    words = {
        Verdict.CREATE: "Created" if account.written else "To create",
        Verdict.EXISTS: "Left as it is",
        Verdict.REFUSED: "Refused",
    }
    for verdict, word in words.items():
        counted = [f"{n} {kind}" if n == 1 else f"{n} {kind}s" for kind, n in account.count(verdict).items()]
        yield f"{word}: {', '.join(counted) or 'nothing'}"


def ending(account: Account, file: Path) -> str:
    """What the person at the keyboard can do next."""
    if not account.has(Verdict.CREATE):
        return "Everything in the file stands already."
    if account.written:
        return f"Written: /studio/{account.slug}/"
    words = ["manage.py", "import_report", str(file), "--consultation", account.slug, "--apply"]
    return f"Nothing was written. To write it: {shlex.join(words)}"
