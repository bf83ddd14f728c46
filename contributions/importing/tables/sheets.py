"""XLSX. What a small file could blow up into is measured before it is opened."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from contributions.importing.rows import UnfitFileError
from contributions.importing.tables.shape import (
    MEGABYTE,
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    Reading,
    fitted,
    named,
)

MOST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5_000
MOST_CELLS = 4_000_000
CHUNK = 1 << 18
LOCAL_HEADER = 30  # bytes before the name of a part
CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="([0-9]{1,7})"[^>]*(?<!/)>')
PLACELESS = re.compile(rb"<(?:\w+:)?c(?:>| (?![^>]{0,80}\br=)[^>]*(?<!/)>)")
OVERLAP = 200  # bytes, longer than the start of any cell
ACTIVE = re.compile(r"vbaproject|activex|macrosheets", re.IGNORECASE)


def guess_reading(path: Path) -> Reading:
    """The first sheet that holds rows. Raises UnfitFileError."""
    _check(path)
    book = _opened(path)
    shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    for name in shown or book.sheet_names:
        sheet = _sheet(book, name)
        if sheet.height > 1:
            heading = next((row for row in sheet.iter_rows() if any(value != "" for value in row)), [])
            numbers = any(isinstance(value, int | float) for value in heading)
            return Reading("xlsx", sheet=name, has_header=not numbers)
    raise UnfitFileError(_("No sheet of the file holds rows."))


def sheet_names(path: Path) -> list[str]:
    return list(_opened(path).sheet_names)


class Sheet:
    """One sheet. Its cells are held as the library holds them, its rows made one by one."""

    def __init__(self, path: Path, reading: Reading) -> None:
        _check(path)
        self.reading = reading
        book = _opened(path)
        if reading.sheet not in book.sheet_names:
            raise UnfitFileError(_("The file has no sheet “%(name)s”.") % {"name": reading.sheet})
        self.sheet = _sheet(book, reading.sheet)
        heading = next((row for row in self._rows() if any(row)), [])
        self.columns = named(heading if reading.has_header else [""] * len(heading))

    def _rows(self) -> Iterator[list[str]]:
        for row in self.sheet.iter_rows():
            yield [written(value) for value in row]

    def lines(self) -> Iterator[Line]:
        waits_for_heading = self.reading.has_header
        for number, cells in enumerate(self._rows(), 1):
            if not any(cell.strip() for cell in cells):
                continue
            if waits_for_heading:
                waits_for_heading = False
            else:
                yield fitted(number, cells, len(self.columns))


def written(value: Any) -> str:
    """A cell as a person would write it: 7 without a decimal, dates in ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  exact so far
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, str | int | float | timedelta) else ""


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError, ValueError) as error:
        raise UnfitFileError(_("The file cannot be read as an Excel workbook.")) from error


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except (CalamineError, ValueError) as error:
        raise UnfitFileError(_("The sheet “%(name)s” cannot be read.") % {"name": name}) from error


def _check(path: Path) -> None:
    """Raises UnfitFileError for what is no workbook, holds macros, or would unpack to too much."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise UnfitFileError(_("The file is not an Excel workbook (.xlsx)."))
            if any(ACTIVE.search(part.filename) for part in parts):
                raise UnfitFileError(_("The file holds macros. Save it as .xlsx without macros."))
            if len(parts) > MOST_PARTS:
                raise UnfitFileError(_("The file has too many parts."))
            _measure(path, parts)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise UnfitFileError(_("The file is damaged: it cannot be unpacked.")) from error


def _measure(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack everything once, piece by piece, whatever the file says of its own size."""
    left = MOST_UNPACKED
    with path.open("rb") as file:
        for part in parts:
            rows = columns = 0
            tail = b""
            for piece in _pieces(file, part):
                left -= len(piece)
                if left < 0:
                    told = _("The file unpacks to more than %(most)s MB.")
                    raise UnfitFileError(told % {"most": MOST_UNPACKED // MEGABYTE})
                if part.filename.startswith("xl/worksheets/"):
                    rows, columns = _reach(tail + piece, rows, columns)
                    tail = piece[-OVERLAP:]
            _refuse_too_wide(rows, columns)


def _reach(piece: bytes, rows: int, columns: int) -> tuple[int, int]:
    """How far the cells go that hold something: a library makes a cell of every place before the last."""
    if PLACELESS.search(piece):
        told = _("The program that wrote the file left out the places of cells. Save it again in Excel.")
        raise UnfitFileError(told)
    for found in ROW.finditer(piece):
        rows = max(rows, int(found[1]))
    for found in CELL.finditer(piece):
        rows, columns = max(rows, int(found[2])), max(columns, _place(found[1]))
    return rows, columns


def _refuse_too_wide(rows: int, columns: int) -> None:
    if rows > MOST_ROWS + 1 or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        told = _(
            "A sheet reaches to row %(rows)s and column %(columns)s; the most is %(most_rows)s rows and "
            "%(most_columns)s columns. Delete what stands outside the table."
        )
        most = {"most_rows": f"{MOST_ROWS:,}", "most_columns": MOST_COLUMNS}
        raise UnfitFileError(told % {"rows": f"{rows:,}", "columns": f"{columns:,}", **most})


def _pieces(file: Any, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part really unpacks to; the lengths that the archive states are not believed."""
    file.seek(part.header_offset)
    head = file.read(LOCAL_HEADER)
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left = part.compress_size
    unpack = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(CHUNK, left))):
        left -= len(packed)
        while packed:
            yield unpack.decompress(packed, CHUNK) if unpack else packed
            packed = unpack.unconsumed_tail if unpack else b""


def _place(name: bytes) -> int:
    """1 for A, 27 for AA."""
    place = 0
    for letter in name:
        place = place * 26 + letter - ord("A") + 1
    return place
