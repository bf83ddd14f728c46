from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from contributions.indexing import REINDEX
from contributions.models import SearchEntry


class Command(BaseCommand):
    help = "Writes anew what search reads of every contribution; the database keeps it without this."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(REINDEX)
        self.stdout.write(f"{SearchEntry.objects.count():,} contributions can be searched.")
