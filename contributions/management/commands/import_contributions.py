from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.models import Membership, User
from consultation.permissions import Action, may
from contributions.importing.headless import import_file
from contributions.importing.mapping import Part
from contributions.importing.mapping.parts import ANSWER
from contributions.importing.refused import refused_rows, why
from contributions.importing.rows import UnfitFileError
from contributions.models import ImportRun
from rooms.models import Room


class Command(BaseCommand):
    help = (
        "Bring contributions of a CSV, XLSX or JSON file into a room, on behalf of the people who said them. "
        "Tells row by row what is refused and why; writes only with --apply. Running it twice adds nothing. "
        "Nobody is told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--room", required=True, metavar="CONSULTATION/ROOM", help="by their addresses")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="the moderator or editor who enters them"
        )
        parser.add_argument(
            "--mapping",
            default="",
            metavar="FILE.json",
            help='an object of column name to part, such as {"Comment": "text"}; guessed where not given',
        )
        parser.add_argument("--source", default="", help="where they come from, such as Letter")
        parser.add_argument("--consent", default="", help="how people agreed to it")
        parser.add_argument("--language", default="", help="of texts that name none; recognised otherwise")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is changed")

    def handle(self, *_args: Any, file: Path, room: str, by: str, **options: Any) -> None:
        found = room_named(room)
        member = member_named(by, found)
        said = {name: options[name] for name in ("source", "consent", "language")}
        columns = columns_in(options["mapping"])
        try:
            run = import_file(found, file, by=member, columns=columns, write=options["apply"], **said)
        except UnfitFileError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self._tell(run, apply=options["apply"])

    def _tell(self, run: ImportRun, *, apply: bool) -> None:
        for column, part in zip(run.columns, run.mapping["parts"], strict=True):
            self.stdout.write(f"column {column}: {part or 'left out'}")
        for row in refused_rows(run).iterator():
            self.stdout.write(f"refused row {row.number}: {why(row)}")
        if run.error:
            raise CommandError(run.reason)
        self.stdout.write(
            f"Rows: {run.total}. Contributions: {run.waiting} to import, {run.standing} imported before, "
            f"{run.refused} refused."
        )
        ending = f"Imported: {run.made}." if apply else "Nothing was written. To write it add --apply."
        self.stdout.write(ending)


def room_named(address: str) -> Room:
    consultation, _slash, slug = address.partition("/")
    rooms = Room.objects.select_related("consultation").filter(consultation__slug=consultation)
    room = rooms.filter(slug=slug).first()
    if room is None:
        raise CommandError(f"There is no room {address}. Name it as CONSULTATION/ROOM, by their addresses.")
    return room


def member_named(address: str, room: Room) -> Membership:
    """The membership of the person with that address. Raises CommandError for who may not import here."""
    user = User.objects.filter(email__iexact=address).first()
    member = Membership.objects.select_related("user").filter(user=user, consultation=room.consultation)
    found = member.first() if user else None
    if user is None or found is None or not may(user, found, Action.IMPORT, room.consultation):
        raise CommandError(f"{address} is no moderator or editor of {room.consultation.slug}.")
    return found


def columns_in(file: str) -> dict[str, str]:
    """The mapping that a file holds, checked. Raises CommandError."""
    if not file:
        return {}
    try:
        found = json.loads(Path(file).read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} is not JSON that can be read.") from error
    if not isinstance(found, dict) or not all(isinstance(part, str) for part in found.values()):
        raise CommandError(f"{file} must be an object of column names and parts.")
    for name, part in found.items():
        if part not in Part.values and not part.removeprefix(ANSWER).isdecimal():
            parts = ", ".join(filter(None, Part.values))
            raise CommandError(f"{name}: {part} is no part. Parts are: {parts}, answer:1, answer:2 …")
    return found
