"""Codebooks as XLSX, with the columns of the CSV."""

from __future__ import annotations

import io

import xlsxwriter  # type: ignore[import-untyped]

from consultation.sheets.cells import WORKBOOK_OPTIONS, plain
from moderation.exchange.nodes import Node
from moderation.exchange.sheets import COLUMNS, read_table_file, row_of

SHEET = "Codebook"
WIDTHS = (8, 32, 8, 60, 40, 40, 60, 40, 10, 38)


def write(roots: list[Node]) -> bytes:
    """A row per theme in the codebook's order. Nothing in it is a formula, a link or a number."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(SHEET)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        nodes = (node for root in roots for node in root.walk())
        for row, node in enumerate(nodes, start=1):
            for column, cell in enumerate(row_of(node)):
                sheet.write_string(row, column, plain(cell), wrapped)
    return out.getvalue()


def read(content: bytes) -> list[Node]:
    """Themes of the first sheet that holds any rows, as `sheets.read_csv` reads a table.

    Raises UnreadableCodebookError.
    """
    return read_table_file(content, "xlsx")
