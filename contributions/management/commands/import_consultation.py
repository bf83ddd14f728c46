from __future__ import annotations

import shlex
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug

from contributions.importing.account import Account, Verdict
from contributions.importing.actions import LONGEST_SLUG, import_consultation
from contributions.importing.reading import read_file
from contributions.importing.rows import UnfitFileError


class Command(BaseCommand):
    help = (
        "Bring in a consultation held elsewhere, from a JSON file. Tells row by row what is made, what "
        "stands already and what is refused and why; writes only with --apply, and then all or nothing. What "
        "is brought in stays a draft for its team until it is published. Nobody is told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument(
            "--editor", required=True, metavar="EMAIL", help="who will look after it; made if unknown"
        )
        parser.add_argument("--slug", default="", help="its address; from its title if not given")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is changed")

    def handle(self, *_args: Any, file: Path, editor: str, slug: str, apply: bool, **_options: Any) -> None:
        check_words(editor, slug)
        try:
            account = import_consultation(read_file(file), editor=editor, slug=slug, write=apply)
        except UnfitFileError as error:
            raise CommandError(str(error)) from error
        for line in (*account.lines, "", *account.totals()):
            self.stdout.write(str(line))
        if account.has(Verdict.REFUSED):
            raise CommandError("Nothing was written. Mend the refused rows in the file and start again.")
        self.stdout.write(ending(account, file, editor, slug))


def check_words(editor: str, slug: str) -> None:
    """Raises CommandError when the address or the slug is no such thing."""
    try:
        validate_email(editor)
    except ValidationError as error:
        raise CommandError(f"--editor must be an e-mail address, not {editor!r}.") from error
    try:
        validate_slug(slug or "from-its-title")
    except ValidationError as error:
        raise CommandError("--slug may hold letters, digits, hyphens and underscores.") from error
    if len(slug) > LONGEST_SLUG:
        raise CommandError(f"--slug may have at most {LONGEST_SLUG} characters.")


def ending(account: Account, file: Path, editor: str, slug: str) -> str:
    """What the person at the keyboard can do next."""
    if not account.has(Verdict.CREATE):
        return "Everything in the file stands already."
    if account.written:
        return f"Written, as a draft that only its team sees: /consultations/{account.slug}/"
    words = ["manage.py", "import_consultation", str(file), "--editor", editor]
    words += ["--slug", slug] if slug else []
    return f"Nothing was written. To write it: {shlex.join([*words, '--apply'])}"
