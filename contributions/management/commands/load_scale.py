from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from consultation.models import Consultation
from contributions.importing import scale
from contributions.models import Contribution

MOST = 5_000_000


class Command(BaseCommand):
    help = "Fills a room of a consultation made for benchmarks with invented contributions, wholesale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contributions", type=int, required=True, metavar="N")
        parser.add_argument("--room", default="", help="the room's address; scale-N where none is named")
        parser.add_argument(
            "--thread", type=int, default=0, metavar="REPLIES", help="the first contribution gets so many"
        )
        parser.add_argument("--yes", action="store_true", help="also beside consultations of people")

    def handle(self, *_args: Any, contributions: int, room: str, thread: int, **options: Any) -> None:
        if not 1 <= contributions <= MOST or not 0 <= thread < contributions:
            raise CommandError("Name a number of contributions, and fewer replies than that.")
        if not options["yes"]:
            _refuse_beside_people()
        now = timezone.now()
        found = scale.room_for(scale.benchmark(now), room or f"scale-{contributions}")
        if Contribution.objects.filter(room=found).exists():
            self.stdout.write(f"Left as it is: {found.slug}")
            return
        scale.fill(found, contributions, thread=thread)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        took = (timezone.now() - now).total_seconds()
        self.stdout.write(f"Filled {found.slug} with {contributions} contributions in {took:.0f} seconds.")


def _refuse_beside_people() -> None:
    others = Consultation.objects.exclude(slug=scale.CONSULTATION)
    if others.exists() or not settings.LOCAL:
        raise CommandError(
            "This is for an empty database of your own: invented contributions do not belong beside "
            "people's consultations. To load them all the same: --yes"
        )
