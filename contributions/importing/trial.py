"""The trial of an import: every row read and set aside, as it would be made or with the reason why not.

What one row cannot know alone (the same number twice, replies, what stands in the room already) is found out
by the database, so that memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from contributions.importing.coding import unknown_names
from contributions.importing.mapping import Asked, Defaults, Entry, Interpreter, Mapping, RefusedRow
from contributions.importing.settling import SETTLING
from contributions.importing.tables import Line, Reading, Table, read_table
from contributions.importing.threads import DEEPEST_ANSWER
from contributions.models import ImportRow, ImportRun
from rooms.models import Room

AT_ONCE = 500  # rows of the file


class TakenAwayError(Exception):
    """The run was cancelled, or another worker took it over: this one must stop."""


def try_out(run: ImportRun) -> None:
    """Set every row aside and count them; nothing else is written. Raises TakenAwayError, UnfitFileError."""
    with transaction.atomic():
        _advance(run, read=0)
        run.rows.all().delete()
    table = table_of(run)
    interpreter = interpreter_of(run)
    read = 0
    for lines in batched(table.lines(), AT_ONCE, strict=False):
        rows = [row for line in lines for row in _rows(run, interpreter, line)]
        read += len(lines)
        with transaction.atomic():
            _advance(run, read=read)
            ImportRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    with transaction.atomic():
        _advance(run, read=read)
        _settle(run)
    for lines in batched(table.lines(), AT_ONCE, strict=False):
        _give_cells(run, lines)


def table_of(run: ImportRun) -> Table:
    return read_table(Path(run.file.path), Reading.from_json(run.reading))


def asked_in(room: Room) -> list[Asked]:
    """The room's questions as a mapping needs them."""
    rows = room.questions.order_by("number").values_list("pk", "number", "label", "text")
    return [Asked(*row) for row in rows]


def interpreter_of(run: ImportRun) -> Interpreter:
    consultation = run.room.consultation
    defaults = Defaults(
        source=run.source,
        now=run.created_at,
        zone=consultation.zone,
        language=run.language,
        languages=consultation.languages or ["en"],
        consent=run.consent,
    )
    return Interpreter(Mapping.from_json(run.mapping), defaults, asked_in(run.room))


def _advance(run: ImportRun, **progress: Any) -> None:
    if not run.advance(**progress):
        raise TakenAwayError


def _rows(run: ImportRun, interpreter: Interpreter, line: Line) -> Iterator[ImportRow]:
    for one in interpreter.entries(line):
        if isinstance(one, RefusedRow):
            yield ImportRow(
                run=run,
                number=line.number,
                part=one.part,
                verdict=ImportRow.Verdict.REFUSED,
                reason=one.reason,
                said=one.values,
                own=one.own,
            )
        else:
            yield _waiting(run, line, one)


def _waiting(run: ImportRun, line: Line, one: Entry) -> ImportRow:
    return ImportRow(
        run=run,
        number=line.number,
        part=one.part,
        key=one.key,
        same=one.same,
        own=one.own,
        answers=one.answers,
        at=one.at,
        payload=one.payload,
    )


def _settle(run: ImportRun) -> None:
    """Find what depends on other rows, put the rest in order, count, and let the person look."""
    with connection.cursor() as cursor:
        for statement in SETTLING:
            cursor.execute(statement, {"run": run.pk, "room": run.room_id, "most": DEEPEST_ANSWER})
    verdicts = ImportRow.Verdict
    counts = {verdict: run.rows.filter(verdict=verdict).count() for verdict in verdicts}
    run.rows.filter(verdict=verdicts.STANDS).delete()
    run.mine().update(
        status=ImportRun.Status.CHECKED,
        waiting=counts[verdicts.WAITS],
        standing=counts[verdicts.STANDS],
        refused=counts[verdicts.REFUSED],
        made=0,
        unknown_themes=unknown_names(run),
        checked_at=timezone.now(),
        lease_until=None,
    )


def _give_cells(run: ImportRun, lines: Sequence[Line]) -> None:
    """Keep what stands in refused rows, so that they can be mended and sent again."""
    cells = {line.number: line.cells for line in lines}
    refused = run.rows.filter(verdict=ImportRow.Verdict.REFUSED, cells=[])
    rows = list(refused.filter(number__range=(lines[0].number, lines[-1].number)).only("number"))
    for row in rows:
        row.cells, row.payload = cells.get(row.number, []), {}
    ImportRow.objects.bulk_update(rows, ["cells", "payload"], batch_size=AT_ONCE)
