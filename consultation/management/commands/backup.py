from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.management.backups.manifest import BackupError, Manifest
from consultation.management.backups.writing import write_backup


class Command(BaseCommand):
    help = "Write every table and every file to one new file, from one instant. The site goes on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.tar.gz")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            made = write_backup(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for line in account(made):
            self.stdout.write(line)
        self.stdout.write(
            f"Written: {file}, {file.stat().st_size:,} bytes. It holds personal data: keep it safe."
        )


def account(made: Manifest) -> list[str]:
    """What a backup holds: the filled tables with their newest rows, then the sums."""
    lines = [
        f"{name}: {part.rows:,}" + (f", the newest of {part.newest}" if part.newest else "")
        for name, part in made.tables.items()
        if part.rows
    ]
    return [*lines, f"In all {made.rows:,} rows and {len(made.files):,} files, as of {made.made_at}."]
