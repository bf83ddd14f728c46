"""The evidence of a report as comma-separated values: a row for each piece, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

from synthesis.document import Rendered, build_document
from synthesis.snapshot_types import Snapshot
from synthesis.writers.tables import Cell, Content, evidence_table

FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # full-width forms count too
ENCODING = "utf-8-sig"  # without the mark some spreadsheets take it for a local encoding


def write_csv(snapshot: Snapshot) -> Rendered:
    """RFC 4180 in UTF-8 with a byte order mark; the first row names the columns."""
    table = evidence_table(Content(snapshot))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.title for column in table.columns])
    writer.writerows([literal(cell) for cell in row] for row in table.rows)
    return Rendered(text.getvalue().encode(ENCODING), build_document(snapshot).should_look)


def literal(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    is_formula = isinstance(cell, str) and cell.lstrip().startswith(FORMULA_STARTS)
    return f"'{cell}" if is_formula else cell
