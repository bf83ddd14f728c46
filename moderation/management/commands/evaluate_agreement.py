from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.agreement import Agreement, Coded, agreement, cells_by_code
from moderation.tables import UnreadableTableError, rows_of


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
        parser.add_argument("--coder", required=True, metavar="COL")
        parser.add_argument("--code", required=True, metavar="COL")

    def handle(self, *, file: Path, unit: str, coder: str, code: str, **_options: Any) -> None:
        units = [column.strip() for column in unit.split(",") if column.strip()]
        try:
            rows = rows_of(file, [*units, coder, code])
        except UnreadableTableError as error:
            raise CommandError(str(error)) from error
        coded = [
            Coded(tuple(row.get(column, "") for column in units), row.get(coder, "").strip(), part.strip())
            for row in rows
            for part in row.get(code, "").split(";")
        ]
        coders = {one.coder for one in coded} - {""}
        if len(coders) < 2:  # noqa: PLR2004
            raise CommandError(
                f"Two coders are needed. The column {coder} names: {', '.join(coders) or 'none'}."
            )
        cells = cells_by_code(one for one in coded if one.coder)
        pooled = agreement([cell for per_code in cells.values() for cell in per_code])
        if not pooled.cells:
            raise CommandError("No unit was coded by two coders, so there is nothing to compare.")
        per_code = {name: agreement(judged) for name, judged in cells.items()}
        self.tell({"all codes": pooled, **per_code})
        told = {"coders": sorted(coders), "pooled": _json(pooled)}
        self.stdout.write(json.dumps(told | {"codes": {name: _json(one) for name, one in per_code.items()}}))

    def tell(self, found: dict[str, Agreement]) -> None:
        width = max(map(len, found))
        self.stdout.write(f"{'code':<{width}} {'n':>7} {'kappa':>8} {'alpha':>8}")
        for name, one in found.items():
            self.stdout.write(f"{name:<{width}} {one.cells:>7} {_said(one.kappa):>8} {_said(one.alpha):>8}")


def _said(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _json(one: Agreement) -> dict[str, Any]:
    kappa, alpha = (None if value is None else round(value, 4) for value in (one.kappa, one.alpha))
    return {"n": one.cells, "kappa": kappa, "alpha": alpha}
