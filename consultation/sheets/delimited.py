"""Comma-separated values, safe in a spreadsheet, whole or as a stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, chain, islice

from consultation.sheets.cells import Cell, literal

MARK = "\ufeff"  # without it some spreadsheets take UTF-8 for a local encoding
AT_ONCE = 100  # rows
TYPE = "text/csv; charset=utf-8"


def lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """RFC 4180 with a byte order mark, some rows at a time, as they come.

    What a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write(MARK)
    rows = iter(rows)
    for some in chain([list(islice(rows, 1))], batched(rows, AT_ONCE, strict=False)):  # the head at once
        writer.writerows([literal(cell) for cell in row] for row in some)
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def table(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same at once."""
    return "".join(lines(rows)).encode()
