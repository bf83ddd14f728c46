"""The evidence of a report as comma-separated values: a row for each piece, safe in a spreadsheet."""

from __future__ import annotations

from itertools import chain

from consultation.sheets import delimited
from synthesis.document import Rendered, build_document
from synthesis.snapshot_types import Snapshot
from synthesis.writers.tables import Content, evidence_table


def write_csv(snapshot: Snapshot, language: str = "") -> Rendered:
    """RFC 4180 in UTF-8 with a byte order mark; the first row names the columns."""
    table = evidence_table(Content(snapshot, language))
    rows = chain([[column.title for column in table.columns]], table.rows)
    return Rendered(delimited.table(rows), build_document(snapshot, language).should_look)
