from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.management.backups.manifest import BackupError
from consultation.management.backups.restoring import restore_backup
from consultation.management.commands.backup import account
from consultation.models import Outbox


class Command(BaseCommand):
    help = (
        "Bring a backup into the empty database that DATABASE_URL names, and its files into MEDIA_ROOT. "
        "Every table is read back and compared; where anything differs, nothing is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.tar.gz")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            made = restore_backup(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for line in account(made):
            self.stdout.write(line)
        self.stdout.write("Restored, and read back the same.")
        if waiting := Outbox.objects.open().count():
            told = "mails and tasks waited when the backup was made. They go out once the relay runs."
            self.stdout.write(f"{waiting:,} {told}")
