"""The refused rows of an import as a table: to read, to mend and to send again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from contributions.importing.reasons import sentence
from contributions.models import ImportRow, ImportRun

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
AT_ONCE = 500


def refused_csv(run: ImportRun) -> Iterator[str]:
    """Lines of CSV: row, reason, and what the file says there. Read as a stream.

    What a spreadsheet would take for a formula starts with an apostrophe.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe(cell) for cell in (_("Row"), _("Reason"), *run.columns)])
    for row in refused_rows(run).iterator(chunk_size=AT_ONCE):
        yield writer.writerow([safe(cell) for cell in (str(row.number), why(row), *row.cells)])


def refused_rows(run: ImportRun) -> Any:
    return run.rows.filter(verdict=ImportRow.Verdict.REFUSED).order_by("number", "part")


def why(row: ImportRow) -> str:
    return sentence(row.reason, row.said)


def safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class _Echo:
    """What is written comes back at once."""

    def write(self, value: str) -> str:
        return value
