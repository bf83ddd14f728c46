"""The refused rows of an import as a table: to read, to mend and to send again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from consultation.sheets import delimited
from contributions.importing.reasons import sentence
from contributions.models import ImportRow, ImportRun

AT_ONCE = 500


def refused_csv(run: ImportRun) -> Iterator[str]:
    """Lines of CSV: row, reason, and what the file says there. Read as a stream.

    What a spreadsheet would take for a formula starts with an apostrophe.
    """
    head = (_("Row"), _("Reason"), *run.columns)
    found = refused_rows(run).iterator(chunk_size=AT_ONCE)
    return delimited.lines(chain([head], ((row.number, why(row), *row.cells) for row in found)))


def refused_rows(run: ImportRun) -> Any:
    return run.rows.filter(verdict=ImportRow.Verdict.REFUSED).order_by("number", "part")


def why(row: ImportRow) -> str:
    return sentence(row.reason, row.said)
