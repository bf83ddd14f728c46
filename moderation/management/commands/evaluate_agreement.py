from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.agreement import Agreement, Coded, agreement, cells_by_code
from moderation.tables import Row, UnreadableTableError, rows_of

SEPARATOR = ";"


class Command(BaseCommand):
    help = (
        "Measure how far coders agree: Cohen's kappa and nominal Krippendorff's alpha over the yes-or-no "
        "cells of units and codes, pooled and per code. Only units that both coded count. The last line is "
        "JSON."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="a long table: a row per unit, coder, code"
        )
        parser.add_argument("--unit", required=True, metavar="COL[,COL]", help="the columns naming the unit")
        parser.add_argument("--coder", required=True, metavar="COL", help="the column naming who coded")
        parser.add_argument(
            "--code",
            required=True,
            metavar="COL",
            help="the column with the code; several in a cell are parted by ;, an empty one is no code",
        )

    def handle(self, *, file: Path, unit: str, coder: str, code: str, **_options: Any) -> None:
        try:
            table = rows_of(file)
            units, coder, code = table.named(unit), table.one(coder), table.one(code)
        except UnreadableTableError as error:
            raise CommandError(str(error)) from error
        for fault in table.faults:
            self.stderr.write(fault)
        coded = list(codings(table.rows, units, coder, code))
        coders = sorted({one.coder for one in coded})
        if len(coders) < 2:  # noqa: PLR2004
            raise CommandError(
                f"Two coders are needed. The column {coder} names: {', '.join(coders) or 'none'}."
            )
        cells = cells_by_code(coded)
        pooled = agreement([cell for per_code in cells.values() for cell in per_code])
        if not pooled.cells:
            raise CommandError("No unit was coded by two coders, so there is nothing to compare.")
        per_code = {name: agreement(judged) for name, judged in cells.items()}
        self.tell({"all codes": pooled, **per_code})
        told = {"coders": coders, "pooled": _json(pooled)}
        self.stdout.write(json.dumps(told | {"codes": {name: _json(one) for name, one in per_code.items()}}))

    def tell(self, found: dict[str, Agreement]) -> None:
        width = max(map(len, found))
        self.stdout.write(f"{'code':<{width}} {'n':>7} {'kappa':>8} {'alpha':>8}")
        for name, one in found.items():
            self.stdout.write(f"{name:<{width}} {one.cells:>7} {_said(one.kappa):>8} {_said(one.alpha):>8}")


def codings(rows: Iterable[Row], units: Sequence[str], coder: str, code: str) -> Iterator[Coded]:
    """What each row says, a code at a time; rows that name no unit or no coder say nothing."""
    for row in rows:
        unit = tuple(row.get(column, "").strip() for column in units)
        who = row.get(coder, "").strip()
        if who and any(unit):
            for part in row.get(code, "").split(SEPARATOR):
                yield Coded(unit, who, part.strip())


def _said(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _json(one: Agreement) -> dict[str, Any]:
    kappa, alpha = (None if value is None else round(value, 4) for value in (one.kappa, one.alpha))
    return {"n": one.cells, "kappa": kappa, "alpha": alpha}
